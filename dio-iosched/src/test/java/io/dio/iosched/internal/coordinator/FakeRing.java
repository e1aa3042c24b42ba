// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.verb.Command;
import io.dio.iosched.testing.kernel.HeldEntries;
import io.dio.iosched.testing.kernel.KernelChoices;
import io.dio.iosched.testing.kernel.QueueEntry;
import io.dio.iosched.testing.kernel.RingRules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A ring in which the test plays the kernel. It holds the placed entries until the test completes
 * them, and answers {@code enter} as the test wants.
 *
 * <p>It works in two ways. {@link #stepped} is for {@link Coordinator#step} on the test's own
 * thread: where the kernel would wait, {@code enter} returns as after a signal. {@link #threaded}
 * is for a coordinator with a thread of its own: {@code enter} waits.
 *
 * <p>A call that breaks the {@link RingRules} is a violation. It is thrown at the caller and kept
 * for {@link #assertNoViolation}.
 */
public final class FakeRing implements Ring {
  /** The behaviour of one enter that does not take everything. */
  private record Answer(int errno, int takenAtMost, Throwable thrown) {}

  /** Decides as the test wants. */
  private final class Script implements KernelChoices<QueueEntry> {
    @Override
    public Unprepared<QueueEntry> prepare(List<QueueEntry> chain) {
      for (QueueEntry entry : chain) {
        if (unpreparable != null && holds(entry, unpreparable)) {
          unpreparable = null;
          return new Unprepared<>(entry, unpreparableErrno);
        }
      }
      return null;
    }

    @Override
    public void started(QueueEntry entry) {
      if (completesAtOnce) {
        held.complete(entry, success(entry));
      }
    }

    @Override
    public int cancel(QueueEntry target) {
      target.cancelled = cancelResult == 0 && cancelledWith == -Errno.ECANCELED;
      return cancelResult;
    }

    @Override
    public void cancelAnswered(QueueEntry target, int result) {
      if (result == 0) {
        held.complete(target, cancelledWith);
      }
    }

    @Override
    public AssertionError violation(String message) {
      violations.add(message);
      return new AssertionError(message);
    }
  }

  private final int entries;
  private final boolean waits;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private final KernelChoices<QueueEntry> script = new Script();
  private final HeldEntries<QueueEntry> held = new HeldEntries<>(script);
  private final RingRules<QueueEntry> rules;
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Op> placements = new ArrayList<>();
  private final List<String> violations = Collections.synchronizedList(new ArrayList<>());

  private boolean completesAtOnce;

  /** The result of a cancellation that finds its target: 0, or the error if it comes too late. */
  private int cancelResult;

  /** The result of a cancelled operation. */
  private int cancelledWith = -Errno.ECANCELED;

  /** The operation that fails at preparation, with its whole chain, and the errno. */
  private Op unpreparable;

  private int unpreparableErrno;

  private boolean lacksCommands;
  private int cancelsPlaced;
  private int wakeUpsPlaced;
  private int waitsForCompletions;
  private boolean waiting;
  private int enableResult;
  private Throwable thrownByEnable;
  private Throwable thrownByClose;
  private Throwable thrownByPlace;
  private int failedAbandons;
  private Runnable duringAbandon = () -> {};
  private Runnable duringNextEnter = () -> {};
  private Runnable duringHasCompletions = () -> {};
  private Runnable duringSignal = () -> {};

  private FakeRing(int entries, int capacity, boolean waits) {
    this.entries = entries;
    this.waits = waits;
    // JUnit runs a test and its cleanup on two threads, one after the other.
    this.rules = new RingRules<>(entries, capacity, waits, held, script);
  }

  /** For single steps on the test's thread. enter never waits. */
  public static FakeRing stepped(int entries, int capacity) {
    return new FakeRing(entries, capacity, false);
  }

  /** For a coordinator's thread. enter waits for as many completions as requested. */
  public static FakeRing threaded(int entries, int capacity) {
    return new FakeRing(entries, capacity, true);
  }

  // ---- the test's side: observations ----

  /** {@return the operations that the kernel has, in the order in which it took them} */
  public List<Op> held() {
    return locked(() -> operations(held.all().stream()));
  }

  private static List<Op> operations(Stream<QueueEntry> entries) {
    return entries.<Op>flatMap(entry -> entry.requests.stream()).toList();
  }

  /** {@return the operations in the kernel that do not wait for a linked one before them} */
  List<Op> started() {
    return locked(() -> operations(held.all().stream().filter(QueueEntry::isStarted)));
  }

  /** {@return the operations that share one entry with {@code op}, which is held} */
  public List<Op> runOf(Op op) {
    return locked(() -> List.copyOf(find(op).requests));
  }

  /** {@return the RWF_ flags that {@code op}, which is held, was placed with} */
  public int rwFlags(Op op) {
    return locked(() -> find(op).rwFlags);
  }

  private QueueEntry find(Op op) {
    for (QueueEntry entry : held.all()) {
      if (holds(entry, op)) {
        return entry;
      }
    }
    throw new AssertionError(op + " is not in the kernel: " + held);
  }

  private static boolean holds(QueueEntry entry, Op op) {
    return entry.requests.stream().anyMatch(own -> own == op);
  }

  /** {@return every operation that was placed; one that was placed again appears again} */
  public List<Op> placements() {
    return locked(() -> List.copyOf(placements));
  }

  int enters() {
    return locked(rules::enters);
  }

  /** {@return the number of enters that found too few completions and waited, or would have} */
  int waitsForCompletions() {
    return locked(() -> waitsForCompletions);
  }

  public int signals() {
    return locked(rules::signals);
  }

  public int cancelsPlaced() {
    return locked(() -> cancelsPlaced);
  }

  int wakeUpsPlaced() {
    return locked(() -> wakeUpsPlaced);
  }

  boolean isWakeUpHeld() {
    return locked(() -> held.wakeUp() != null);
  }

  public boolean isClosed() {
    return locked(rules::isClosed);
  }

  public boolean isAbandoned() {
    return locked(rules::isAbandoned);
  }

  public void assertNoViolation() {
    if (!violations.isEmpty()) {
      throw new AssertionError("violations of the ring's protocol: " + violations);
    }
  }

  /** Waits until the kernel has {@code count} operations. */
  public void awaitHeld(int count) {
    awaitCondition(() -> operations(held.all().stream()).size() == count);
  }

  /** Waits until the owner waits inside {@code enter} with the wake-up armed. */
  public void awaitParked() {
    awaitCondition(() -> waiting && held.wakeUp() != null);
  }

  // ---- the test's side: actions ----

  /**
   * The entry of {@code op} completes with {@code result}, which is the result of the whole run if
   * it is one. The entry that is linked behind it starts, or is cancelled.
   */
  public void complete(Op op, int result) {
    act(() -> {
      QueueEntry found = find(op);
      if (!found.isStarted()) {
        throw new AssertionError(op + " waits for what is linked before it");
      }
      held.complete(found, result);
    });
  }

  /** {@code op} completes with all its bytes. */
  public void complete(Op op) {
    complete(op, success(locked(() -> find(op))));
  }

  /** All held operations complete with all their bytes, oldest first. {@return their number} */
  public int completeAll() {
    return locked(() -> {
      int count = 0;
      while (true) {
        QueueEntry next =
            held.all().stream()
                .filter(entry -> entry.isStarted() && entry.isOperation())
                .findFirst()
                .orElse(null);
        if (next == null) {
          return count;
        }
        count += next.requests.size();
        held.complete(next, success(next));
      }
    });
  }

  /** From now on cancellations that find their target have this result; 0 cancels. */
  public void cancelReturns(int result) {
    act(() -> cancelResult = result);
  }

  /** From now on cancelled operations end with {@code result}, such as a part of a read. */
  void cancelledEndWith(int result) {
    act(() -> cancelledWith = result);
  }

  /** The kernel takes {@code op} but fails to prepare it, and cancels its whole chain. */
  void failAtPreparation(Op op, int errno) {
    act(() -> {
      unpreparable = op;
      unpreparableErrno = errno;
    });
  }

  /** From now on operations complete with all their bytes when they are taken. */
  public void completeAtOnce() {
    act(() -> completesAtOnce = true);
  }

  /** A completion without an operation that waits for it. */
  public void completeStranger(long userData, int result) {
    act(() -> held.complete(new QueueEntry(0, userData), result));
  }

  /** The armed wake-up completes with {@code result}, without a signal. */
  void completeWakeUp(int result) {
    act(() -> held.complete(Objects.requireNonNull(held.wakeUp()), result));
  }

  /** {@return the user_data of {@code op}, which is held} */
  long userData(Op op) {
    return locked(() -> find(op).userData);
  }

  /** The next enter takes nothing and returns {@code -errno}. */
  void refuseEnter(int errno) {
    act(() -> answers.add(new Answer(errno, 0, null)));
  }

  /** The next enter takes {@code count} entries at most, and then returns at once. */
  void takeAtMost(int count) {
    act(() -> answers.add(new Answer(0, count, null)));
  }

  /** The next enter throws. */
  void throwFromEnter(Throwable thrown) {
    act(() -> answers.add(new Answer(0, 0, thrown)));
  }

  /**
   * The next attempts to abandon the ring fail for lack of memory; each attempt runs {@code
   * during}.
   */
  void throwFromAbandon(int times, Runnable during) {
    act(() -> {
      failedAbandons = times;
      duringAbandon = during;
    });
  }

  /** The next attempt to place an entry throws. */
  void throwFromPlace(Throwable thrown) {
    act(() -> thrownByPlace = thrown);
  }

  public void enableReturns(int result) {
    act(() -> enableResult = result);
  }

  /** Enabling throws. */
  public void throwFromEnable(Throwable thrown) {
    act(() -> thrownByEnable = thrown);
  }

  /** Closing throws after it has closed. */
  public void throwFromClose(Throwable thrown) {
    act(() -> thrownByClose = thrown);
  }

  /** Runs once, on the owner's thread, at the start of the next enter. */
  void duringNextEnter(Runnable action) {
    act(() -> duringNextEnter = action);
  }

  /** Runs on the owner's thread each time it looks for completions before it enters. */
  void duringHasCompletions(Runnable action) {
    act(() -> duringHasCompletions = action);
  }

  /** Runs on the signalling thread before each signal arrives. */
  void duringSignal(Runnable action) {
    act(() -> duringSignal = action);
  }

  // ---- Ring ----

  @Override
  public int enable() {
    return locked(() -> {
      rules.requireUsable("enable");
      if (thrownByEnable != null) {
        throw sneak(thrownByEnable);
      }
      return enableResult;
    });
  }

  @Override
  public int capacity() {
    return rules.capacity();
  }

  /** From now on this ring is that of a kernel without the operations that are not in all. */
  public void lackCommands() {
    lacksCommands = true;
  }

  @Override
  public boolean has(Command command) {
    return !lacksCommands && command.ringEntry() != null;
  }

  @Override
  public int maxChainLength() {
    return rules.maxChainLength();
  }

  @Override
  public boolean hasRoomFor(ChainSubmission chain) {
    return locked(() -> rules.hasRoomFor(chain));
  }

  @Override
  public boolean place(Request request, int rwFlags, Request.Link link, long userData) {
    return place(new QueueEntry(List.of(request), rwFlags, link, userData));
  }

  @Override
  public boolean placeRun(CoalescedRun run, long userData) {
    List<Request> requests = new ArrayList<>();
    run.forEachUnit(unit -> requests.add(unit.op));
    int rwFlags = run.member(0).op.rwFlags();
    return place(new QueueEntry(requests, rwFlags, Request.Link.NONE, userData));
  }

  private boolean place(QueueEntry entry) {
    return locked(() -> {
      Throwable thrown = thrownByPlace;
      thrownByPlace = null;
      if (thrown != null) {
        throw sneak(thrown);
      }
      boolean placed = rules.place(entry);
      if (placed) {
        placements.addAll(entry.requests);
      }
      return placed;
    });
  }

  @Override
  public boolean placeCancel(long target, long userData) {
    return locked(() -> {
      boolean placed = rules.placeCancel(new QueueEntry(target, userData));
      cancelsPlaced += placed ? 1 : 0;
      return placed;
    });
  }

  @Override
  public boolean placeWakeUp(long userData) {
    return locked(() -> {
      boolean placed = rules.placeWakeUp(new QueueEntry(0, userData));
      wakeUpsPlaced += placed ? 1 : 0;
      return placed;
    });
  }

  @Override
  public int unsubmitted() {
    return locked(() -> rules.placed().size());
  }

  @Override
  public int enter(int minComplete, boolean idle) {
    Runnable action =
        locked(() -> {
          Runnable once = duringNextEnter;
          duringNextEnter = () -> {};
          return once;
        });
    action.run();
    return locked(() -> {
      rules.enter();
      Answer answer = answers.isEmpty() ? new Answer(0, entries, null) : answers.remove();
      if (answer.thrown() != null) {
        throw sneak(answer.thrown());
      }
      if (answer.errno() != 0) {
        return -answer.errno();
      }
      int taken = Math.min(answer.takenAtMost(), rules.placed().size());
      rules.take(taken);
      if (!rules.placed().isEmpty()) {
        return taken;
      }
      rules.requireMayWait(minComplete, idle);
      return awaitCompletions(minComplete, taken);
    });
  }

  /**
   * As in the kernel, a count of transferred bytes or taken entries takes precedence over an
   * interruption.
   */
  private int awaitCompletions(int minComplete, int taken) {
    if (held.completionCount() >= minComplete) {
      return taken;
    }
    waitsForCompletions++;
    if (!waits) {
      return taken > 0 ? taken : -Errno.EINTR;
    }
    waiting = true;
    changed.signalAll();
    while (held.completionCount() < minComplete) {
      changed.awaitUninterruptibly();
    }
    waiting = false;
    return taken;
  }

  @Override
  public boolean hasCompletions() {
    locked(() -> duringHasCompletions).run();
    return locked(() -> {
      rules.requireUsable("hasCompletions");
      return held.completionCount() > 0;
    });
  }

  @Override
  public int reap(CompletionSink sink) {
    int count =
        locked(() -> {
          rules.requireUsable("reap");
          return held.completionCount();
        });
    for (int i = 0; i < count; i++) {
      HeldEntries.Completion<QueueEntry> completion = locked(rules::reap);
      sink.completed(completion.entry().userData, completion.result());
    }
    return count;
  }

  @Override
  public void signal() {
    locked(() -> duringSignal).run();
    act(rules::signal);
  }

  @Override
  public long systemCalls() {
    return locked(rules::systemCalls);
  }

  @Override
  public void close() {
    act(() -> {
      rules.close();
      if (thrownByClose != null) {
        throw sneak(thrownByClose);
      }
    });
  }

  @Override
  public void abandon() {
    duringAbandon.run();
    act(() -> {
      if (failedAbandons > 0) {
        failedAbandons--;
        throw new OutOfMemoryError("on purpose");
      }
      rules.abandon();
    });
  }

  // ---- internals ----

  static int success(Op op) {
    return ((Request) op).verb.isTransfer() ? (int) ((Request) op).byteSize : 0;
  }

  private static int success(QueueEntry entry) {
    return entry.requests.stream().mapToInt(FakeRing::success).sum();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private void awaitCondition(BooleanSupplier condition) {
    lock.lock();
    try {
      while (!condition.getAsBoolean()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void act(Runnable action) {
    locked(() -> {
      action.run();
      return null;
    });
  }

  /** Runs {@code action}, and wakes those who wait for what it has changed. */
  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      changed.signalAll();
      lock.unlock();
    }
  }
}
