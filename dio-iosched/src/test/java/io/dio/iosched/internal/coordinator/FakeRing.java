// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.RequestHolds;
import io.dio.iosched.internal.verb.Command;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
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
 * <p>A call that a kernel would refuse, or that would lose completions, is a violation. It is
 * thrown at the caller and kept for {@link #assertNoViolation}.
 */
public final class FakeRing implements Ring {
  /**
   * A placed entry: an operation, a run of writes, a cancellation, or the wake-up.
   *
   * @param ops the operation, or those of the run; empty for the others
   * @param target the user_data of the entry to cancel, else 0
   * @param link how it is tied to the next
   */
  private record Entry(List<Op> ops, long target, Request.Link link, int rwFlags, long userData) {
    static Entry wakeUp(long userData) {
      return new Entry(List.of(), 0, Request.Link.NONE, 0, userData);
    }

    boolean isWakeUp() {
      return userData == Ring.WAKE_UP;
    }

    boolean isCancel() {
      return userData == Ring.CANCEL;
    }

    boolean isOperation() {
      return !ops.isEmpty();
    }

    boolean isRun() {
      return ops.size() > 1;
    }

    Request first() {
      return (Request) ops.getFirst();
    }

    long byteSize() {
      return ops.stream().mapToLong(op -> ((Request) op).byteSize).sum();
    }
  }

  /** An entry that the kernel took, and the entry that is linked behind it. */
  private static final class Held {
    final Entry entry;
    Held next;

    /** Whether it runs. Otherwise it waits for the entry before it. */
    boolean started;

    Held(Entry entry) {
      this.entry = entry;
    }

    @Override
    public String toString() {
      return entry.toString();
    }
  }

  private record Completion(long userData, int result) {}

  /** The behaviour of one enter that does not take everything. */
  private record Answer(int errno, int takenAtMost, Throwable thrown) {}

  private final int entries;
  private final int capacity;
  private final boolean waits;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private final List<Entry> placed = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private final Deque<Completion> completions = new ArrayDeque<>();
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Op> placements = new ArrayList<>();
  private final Set<Long> usedUserData = new HashSet<>();
  private final List<String> violations = Collections.synchronizedList(new ArrayList<>());

  private Thread owner;
  private boolean completesAtOnce;

  /** The result of a cancellation that finds its target: 0, or the error if it comes too late. */
  private int cancelResult;

  /** The result of a cancelled operation. */
  private int cancelledWith = -Errno.ECANCELED;

  /** The operation that fails at preparation, with its whole chain, and the errno. */
  private Op unpreparable;

  private int unpreparableErrno;

  /** From placing until reaping. */
  private boolean wakeUpArmed;

  /** From placing until reaping. */
  private boolean lacksCommands;

  private boolean cancelPlaced;

  private int cancelsPlaced;
  private long wakeUpCounter;
  private int wakeUpsPlaced;
  private int signals;
  private int enters;
  private int waitsForCompletions;
  private boolean waiting;
  private boolean closed;
  private boolean abandoned;
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
    this.capacity = capacity;
    this.waits = waits;
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
    return locked(() -> operations(held.stream().map(e -> e.entry)));
  }

  private static List<Op> operations(Stream<Entry> entries) {
    return entries.flatMap(entry -> entry.ops().stream()).toList();
  }

  /** {@return the operations in the kernel that do not wait for a linked one before them} */
  List<Op> started() {
    return locked(() -> operations(held.stream().filter(e -> e.started).map(e -> e.entry)));
  }

  /** {@return the operations that share one entry with {@code op}, which is held} */
  public List<Op> runOf(Op op) {
    return locked(() -> find(op).entry.ops());
  }

  /** {@return the RWF_ flags that {@code op}, which is held, was placed with} */
  public int rwFlags(Op op) {
    return locked(() -> find(op).entry.rwFlags());
  }

  private Held find(Op op) {
    for (Held each : held) {
      for (Op own : each.entry.ops()) {
        if (own == op) {
          return each;
        }
      }
    }
    throw new AssertionError(op + " is not in the kernel: " + held);
  }

  /** {@return every operation that was placed; one that was placed again appears again} */
  public List<Op> placements() {
    return locked(() -> List.copyOf(placements));
  }

  int enters() {
    return locked(() -> enters);
  }

  /** {@return the number of enters that found too few completions and waited, or would have} */
  int waitsForCompletions() {
    return locked(() -> waitsForCompletions);
  }

  public int signals() {
    return locked(() -> signals);
  }

  public int cancelsPlaced() {
    return locked(() -> cancelsPlaced);
  }

  int wakeUpsPlaced() {
    return locked(() -> wakeUpsPlaced);
  }

  boolean isWakeUpHeld() {
    return locked(this::hasWakeUp);
  }

  public boolean isClosed() {
    return locked(() -> closed);
  }

  public boolean isAbandoned() {
    return locked(() -> abandoned);
  }

  private boolean hasWakeUp() {
    return held.stream().anyMatch(e -> e.entry.isWakeUp());
  }

  private long heldOperations() {
    return held.stream().mapToLong(e -> e.entry.ops().size()).sum();
  }

  public void assertNoViolation() {
    if (!violations.isEmpty()) {
      throw new AssertionError("violations of the ring's protocol: " + violations);
    }
  }

  /** Waits until the kernel has {@code count} operations. */
  public void awaitHeld(int count) {
    awaitCondition(() -> heldOperations() == count);
  }

  /** Waits until the owner waits inside {@code enter} with the wake-up armed. */
  public void awaitParked() {
    awaitCondition(() -> waiting && hasWakeUp());
  }

  // ---- the test's side: actions ----

  /**
   * The entry of {@code op} completes with {@code result}, which is the result of the whole run if
   * it is one. The entry that is linked behind it starts, or is cancelled. As in the kernel, a
   * hard-linked entry starts even if {@code op} is cancelled.
   */
  public void complete(Op op, int result) {
    locked(() -> {
      Held found = find(op);
      if (!found.started) {
        throw new AssertionError(op + " waits for what is linked before it");
      }
      complete(found, result);
      return null;
    });
  }

  private void complete(Held ending, int result) {
    held.remove(ending);
    completions.add(new Completion(ending.entry.userData(), result));
    changed.signalAll();
    Held behind = ending.next;
    if (behind == null) {
      return;
    }
    // As in the kernel, the chain continues after a sync or an allocation that failed.
    boolean broken =
        ending.entry.link() == Request.Link.SOFT
            && ending.entry.first().breaksLink(result)
            && !ending.entry.first().verb.failsUnnoticedInChains();
    if (broken) {
      cancelAllFrom(behind);
    } else {
      start(behind);
    }
  }

  private void cancelAllFrom(Held first) {
    for (Held each = first; each != null; each = each.next) {
      held.remove(each);
      completions.add(new Completion(each.entry.userData(), -Errno.ECANCELED));
    }
  }

  private void start(Held next) {
    next.started = true;
    if (completesAtOnce) {
      complete(next, success(next.entry));
    }
  }

  /** {@code op} completes with all its bytes. */
  public void complete(Op op) {
    complete(op, success(locked(() -> find(op).entry)));
  }

  /** All held operations complete with all their bytes, oldest first. {@return their number} */
  public int completeAll() {
    return locked(() -> {
      int count = 0;
      while (true) {
        Held next =
            held.stream().filter(e -> e.started && e.entry.isOperation()).findFirst().orElse(null);
        if (next == null) {
          return count;
        }
        count += next.entry.ops().size();
        complete(next, success(next.entry));
      }
    });
  }

  /** From now on cancellations that find their target have this result; 0 cancels. */
  public void cancelReturns(int result) {
    locked(() -> cancelResult = result);
  }

  /** From now on cancelled operations end with {@code result}, such as a part of a read. */
  void cancelledEndWith(int result) {
    locked(() -> cancelledWith = result);
  }

  /** The kernel takes {@code op} but fails to prepare it, and cancels its whole chain. */
  void failAtPreparation(Op op, int errno) {
    locked(() -> {
      unpreparable = op;
      unpreparableErrno = errno;
      return null;
    });
  }

  /** From now on operations complete with all their bytes when they are taken. */
  public void completeAtOnce() {
    locked(() -> completesAtOnce = true);
  }

  /** A completion without an operation that waits for it. */
  public void completeStranger(long userData, int result) {
    locked(() -> {
      completions.add(new Completion(userData, result));
      changed.signalAll();
      return null;
    });
  }

  /** The armed wake-up completes with {@code result}, without a signal. */
  void completeWakeUp(int result) {
    locked(() -> {
      complete(held.stream().filter(e -> e.entry.isWakeUp()).findFirst().orElseThrow(), result);
      return null;
    });
  }

  /** {@return the user_data of {@code op}, which is held} */
  long userData(Op op) {
    return locked(() -> find(op).entry.userData());
  }

  /** The next enter takes nothing and returns {@code -errno}. */
  void refuseEnter(int errno) {
    locked(() -> answers.add(new Answer(errno, 0, null)));
  }

  /** The next enter takes {@code count} entries at most, and then returns at once. */
  void takeAtMost(int count) {
    locked(() -> answers.add(new Answer(0, count, null)));
  }

  /** The next enter throws. */
  void throwFromEnter(Throwable thrown) {
    locked(() -> answers.add(new Answer(0, 0, thrown)));
  }

  /**
   * The next attempts to abandon the ring fail for lack of memory; each attempt runs {@code
   * during}.
   */
  void throwFromAbandon(int times, Runnable during) {
    locked(() -> {
      failedAbandons = times;
      duringAbandon = during;
      return null;
    });
  }

  /** The next attempt to place an entry throws. */
  void throwFromPlace(Throwable thrown) {
    locked(() -> thrownByPlace = thrown);
  }

  public void enableReturns(int result) {
    locked(() -> enableResult = result);
  }

  /** Enabling throws. */
  public void throwFromEnable(Throwable thrown) {
    locked(() -> thrownByEnable = thrown);
  }

  /** Closing throws after it has closed. */
  public void throwFromClose(Throwable thrown) {
    locked(() -> thrownByClose = thrown);
  }

  /** Runs once, on the owner's thread, at the start of the next enter. */
  void duringNextEnter(Runnable action) {
    locked(() -> duringNextEnter = action);
  }

  /** Runs on the owner's thread each time it looks for completions before it enters. */
  void duringHasCompletions(Runnable action) {
    locked(() -> duringHasCompletions = action);
  }

  /** Runs on the signalling thread before each signal arrives. */
  void duringSignal(Runnable action) {
    locked(() -> duringSignal = action);
  }

  // ---- Ring ----

  @Override
  public int enable() {
    return locked(() -> {
      requireOwner("enable");
      if (thrownByEnable != null) {
        throw sneak(thrownByEnable);
      }
      return enableResult;
    });
  }

  @Override
  public int capacity() {
    return capacity;
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
    return Math.min(entries, capacity);
  }

  @Override
  public boolean hasRoomFor(ChainSubmission chain) {
    return locked(() -> entries - placed.size() >= chain.segmentEnd() - chain.segmentBegin());
  }

  @Override
  public boolean place(Request request, int rwFlags, Request.Link link, long userData) {
    return placeOperation(new Entry(List.of(request), 0, link, rwFlags, userData));
  }

  @Override
  public boolean placeRun(CoalescedRun run, long userData) {
    List<Op> ops = new ArrayList<>();
    run.forEachUnit(unit -> ops.add(unit.op));
    int rwFlags = run.member(0).op.rwFlags();
    return placeOperation(new Entry(ops, 0, Request.Link.NONE, rwFlags, userData));
  }

  private boolean placeOperation(Entry entry) {
    return locked(() -> {
      requireOwner("place");
      if (thrownByPlace != null) {
        throw sneak(takeThrownByPlace());
      }
      if (placed.size() == entries) {
        return false;
      }
      for (Op op : entry.ops()) {
        if (!RequestHolds.isMemoryAlive((Request) op)) {
          throw violation("placed with dead memory: " + op);
        }
      }
      if (entry.isWakeUp() || entry.isCancel() || !usedUserData.add(entry.userData())) {
        throw violation("user_data 0x" + Long.toHexString(entry.userData()) + " is used again");
      }
      placed.add(entry);
      placements.addAll(entry.ops());
      requireRoomForCompletions();
      return true;
    });
  }

  @Override
  public boolean placeCancel(long target, long userData) {
    return locked(() -> {
      requireOwner("placeCancel");
      if (placed.size() == entries) {
        return false;
      }
      if (userData != Ring.CANCEL || cancelPlaced) {
        throw violation("a second cancellation is under way");
      }
      cancelPlaced = true;
      cancelsPlaced++;
      placed.add(new Entry(List.of(), target, Request.Link.NONE, 0, userData));
      return true;
    });
  }

  private Throwable takeThrownByPlace() {
    Throwable thrown = thrownByPlace;
    thrownByPlace = null;
    return thrown;
  }

  @Override
  public boolean placeWakeUp(long userData) {
    return locked(() -> {
      requireOwner("placeWakeUp");
      if (wakeUpArmed) {
        throw violation("a second wake-up is armed");
      }
      if (placed.size() == entries) {
        return false;
      }
      wakeUpArmed = true;
      placed.add(Entry.wakeUp(userData));
      wakeUpsPlaced++;
      return true;
    });
  }

  private void requireRoomForCompletions() {
    int operations =
        placed.size()
            + held.size()
            + completions.size()
            - (wakeUpArmed ? 1 : 0)
            - (cancelPlaced ? 1 : 0);
    if (operations > capacity) {
      throw violation(operations + " operations in flight, " + capacity + " allowed");
    }
  }

  @Override
  public int unsubmitted() {
    return locked(placed::size);
  }

  @Override
  public int enter(int minComplete, boolean idle) {
    takeEnterAction().run();
    lock.lock();
    try {
      requireOwner("enter");
      enters++;
      changed.signalAll();
      Answer answer = answers.isEmpty() ? new Answer(0, entries, null) : answers.remove();
      if (answer.thrown() != null) {
        throw sneak(answer.thrown());
      }
      if (answer.errno() != 0) {
        return -answer.errno();
      }
      int taken = takePlaced(answer.takenAtMost());
      if (!placed.isEmpty()) {
        return taken;
      }
      if (idle && held.stream().anyMatch(e -> !e.entry.isWakeUp())) {
        throw violation("an idle wait with operations in flight: " + held);
      }
      return awaitCompletions(minComplete, taken);
    } finally {
      lock.unlock();
    }
  }

  private Runnable takeEnterAction() {
    return locked(() -> {
      Runnable action = duringNextEnter;
      duringNextEnter = () -> {};
      return action;
    });
  }

  private int takePlaced(int atMost) {
    int taken = Math.min(atMost, placed.size());
    List<Entry> batch = placed.subList(0, taken);
    takeChains(List.copyOf(batch));
    batch.clear();
    completeSignalledWakeUp();
    changed.signalAll();
    return taken;
  }

  private void takeChains(List<Entry> batch) {
    for (int i = 0; i < batch.size(); ) {
      int end = i;
      while (batch.get(end).link() != Request.Link.NONE && end + 1 < batch.size()) {
        end++;
      }
      takeChain(batch.subList(i, end + 1));
      i = end + 1;
    }
  }

  private void takeChain(List<Entry> chain) {
    Held head = null;
    Held last = null;
    for (Entry entry : chain) {
      Held taken = new Held(entry);
      held.add(taken);
      if (head == null) {
        head = taken;
      } else {
        last.next = taken;
      }
      last = taken;
    }
    if (chain.getFirst().isCancel()) {
      cancel(head);
    } else if (chain.getFirst().isWakeUp()) {
      head.started = true;
    } else if (unpreparable != null && contains(chain, unpreparable)) {
      refuse(head);
    } else {
      start(head);
    }
  }

  private static boolean contains(List<Entry> chain, Op op) {
    return chain.stream().anyMatch(entry -> entry.ops().stream().anyMatch(own -> own == op));
  }

  private void refuse(Held head) {
    for (Held each = head; each != null; each = each.next) {
      boolean culprit = contains(List.of(each.entry), unpreparable);
      held.remove(each);
      completions.add(
          new Completion(each.entry.userData(), culprit ? -unpreparableErrno : -Errno.ECANCELED));
    }
    unpreparable = null;
  }

  private void cancel(Held cancellation) {
    long target = cancellation.entry.target();
    Held found = held.stream().filter(e -> e.entry.userData() == target).findFirst().orElse(null);
    held.remove(cancellation);
    // The kernel does not find an entry that waits behind a link.
    int result = found == null || !found.started ? -Errno.ENOENT : cancelResult;
    completions.add(new Completion(cancellation.entry.userData(), result));
    if (result == 0) {
      complete(found, cancelledWith);
    }
  }

  /**
   * As in the kernel, a count of transferred bytes or taken entries takes precedence over an
   * interruption.
   */
  private int awaitCompletions(int minComplete, int taken) {
    if (completions.size() >= minComplete) {
      return taken;
    }
    waitsForCompletions++;
    if (!waits) {
      return taken > 0 ? taken : -Errno.EINTR;
    }
    waiting = true;
    changed.signalAll();
    while (completions.size() < minComplete) {
      changed.awaitUninterruptibly();
    }
    waiting = false;
    return taken;
  }

  @Override
  public boolean hasCompletions() {
    locked(() -> duringHasCompletions).run();
    return locked(() -> {
      requireOwner("hasCompletions");
      return !completions.isEmpty();
    });
  }

  @Override
  public int reap(CompletionSink sink) {
    List<Completion> batch =
        locked(() -> {
          requireOwner("reap");
          return List.copyOf(completions);
        });
    for (Completion completion : batch) {
      locked(() -> {
        wakeUpArmed &= completion.userData() != Ring.WAKE_UP;
        cancelPlaced &= completion.userData() != Ring.CANCEL;
        return completions.remove();
      });
      sink.completed(completion.userData(), completion.result());
    }
    return batch.size();
  }

  @Override
  public void signal() {
    locked(() -> duringSignal).run();
    locked(() -> {
      signals++;
      wakeUpCounter++;
      completeSignalledWakeUp();
      return null;
    });
  }

  private void completeSignalledWakeUp() {
    if (wakeUpCounter > 0 && !closed && hasWakeUp()) {
      wakeUpCounter = 0;
      completeWakeUp(Long.BYTES);
    }
  }

  @Override
  public long systemCalls() {
    return locked(() -> (long) enters + signals);
  }

  @Override
  public void close() {
    locked(() -> {
      if (closed || abandoned) {
        throw violation("closed twice");
      }
      if (!placed.isEmpty() || !held.isEmpty() || !completions.isEmpty()) {
        throw violation(
            "closed with "
                + placed
                + " placed, "
                + held
                + " in flight, "
                + completions
                + " not reaped");
      }
      closed = true;
      changed.signalAll();
      if (thrownByClose != null) {
        throw sneak(thrownByClose);
      }
      return null;
    });
  }

  @Override
  public void abandon() {
    duringAbandon.run();
    locked(() -> {
      if (failedAbandons > 0) {
        failedAbandons--;
        throw new OutOfMemoryError("on purpose");
      }
      if (closed || abandoned) {
        throw violation("abandoned after close");
      }
      abandoned = true;
      changed.signalAll();
      return null;
    });
  }

  // ---- internals ----

  static int success(Op op) {
    return ((Request) op).verb.isTransfer() ? (int) ((Request) op).byteSize : 0;
  }

  private static int success(Entry entry) {
    return entry.isRun() ? (int) entry.byteSize() : success(entry.first());
  }

  private void requireOwner(String call) {
    if (owner == null) {
      owner = Thread.currentThread();
    }
    // JUnit runs a test and its cleanup on two threads, one after the other.
    if (waits && owner != Thread.currentThread()) {
      throw violation(call + " by " + Thread.currentThread() + ", not by the owner " + owner);
    }
    if (closed || abandoned) {
      throw violation(call + " after " + (closed ? "close" : "abandon"));
    }
  }

  private AssertionError violation(String message) {
    violations.add(message);
    return new AssertionError(message);
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

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
