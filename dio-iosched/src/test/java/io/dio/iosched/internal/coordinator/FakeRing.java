// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.RequestHolds;
import io.dio.iosched.internal.unit.SharedSync;
import io.dio.iosched.internal.verb.Command;
import io.dio.iosched.testing.kernel.HeldEntries;
import io.dio.iosched.testing.kernel.ModelRing;
import io.dio.iosched.testing.kernel.QueueEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;

/**
 * A ring in which the test plays the kernel. It holds the placed entries until the test completes
 * them, and answers {@code enter} as the test wants.
 *
 * <p>It works in two ways. {@link #stepped} is for {@link Coordinator#step} on the test's own
 * thread: where the kernel would wait, {@code enter} returns as after a signal. {@link #threaded}
 * is for a coordinator with a thread of its own: {@code enter} waits.
 *
 * <p>A call that breaks the rules of a {@link ModelRing} is a violation. It is thrown at the caller
 * and kept for {@link #assertNoViolation}.
 */
public final class FakeRing extends ModelRing<QueueEntry> {
  /** The behaviour of one enter that does not take everything. */
  private record Answer(int errno, int takenAtMost, Throwable thrown) {}

  private final boolean waits;
  private final boolean polls;
  private final ScriptedKernel kernel;
  private final HeldEntries<QueueEntry> held;
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Op> placements = new ArrayList<>();
  private boolean lacksCommands;
  private int waitsForCompletions;
  private boolean waiting;
  private int briefSleeps;
  private int endedSleeps;
  private int enableResult;
  private Throwable thrownByEnable;
  private Throwable thrownByClose;
  private Throwable thrownByPlace;
  private int failedAbandons;
  private Runnable duringAbandon = () -> {};
  private Runnable duringNextEnter = () -> {};
  private Runnable duringHasCompletions = () -> {};
  private Runnable duringSignal = () -> {};

  private FakeRing(int entries, int capacity, boolean waits, boolean polls, ScriptedKernel kernel) {
    // JUnit runs a test and its cleanup on two threads, one after the other.
    super(entries, capacity, waits, kernel.held);
    this.waits = waits;
    this.polls = polls;
    this.kernel = kernel;
    this.held = kernel.held;
  }

  /** For single steps on the test's thread. enter never waits. */
  public static FakeRing stepped(int entries, int capacity) {
    return new FakeRing(entries, capacity, false, false, new ScriptedKernel());
  }

  /** For a coordinator's thread. enter waits for as many completions as requested. */
  public static FakeRing threaded(int entries, int capacity) {
    return new FakeRing(entries, capacity, true, false, new ScriptedKernel());
  }

  /** As {@link #stepped}, for a ring in which the kernel polls. It needs no wake-up for a wait. */
  public static FakeRing polling(int entries, int capacity) {
    return new FakeRing(entries, capacity, false, true, new ScriptedKernel());
  }

  // ---- the test's side: observations ----

  /** {@return the operations that the kernel has, in the order in which it took them} */
  public List<Op> held() {
    return locked(kernel::operations);
  }

  /** {@return the operations in the kernel that do not wait for a linked one before them} */
  List<Op> started() {
    return locked(
        () -> ScriptedKernel.operations(held.all().stream().filter(QueueEntry::isStarted)));
  }

  /** {@return the operations that share one entry with {@code op}, which is held} */
  public List<Op> runOf(Op op) {
    return locked(() -> List.copyOf(kernel.find(op).requests));
  }

  /** {@return the RWF_ flags that {@code op}, which is held, was placed with} */
  public int rwFlags(Op op) {
    return locked(() -> kernel.find(op).rwFlags);
  }

  /** {@return every operation that was placed; one that was placed again appears again} */
  public List<Op> placements() {
    return locked(() -> List.copyOf(placements));
  }

  /** {@return the number of enters that found too few completions and waited, or would have} */
  int waitsForCompletions() {
    return locked(() -> waitsForCompletions);
  }

  boolean isWakeUpHeld() {
    return locked(() -> held.wakeUp() != null);
  }

  public void assertNoViolation() {
    if (!kernel.violations.isEmpty()) {
      throw new AssertionError("violations of the ring's protocol: " + kernel.violations);
    }
  }

  /** Waits until the kernel has {@code count} operations. */
  public void awaitHeld(int count) {
    await(() -> kernel.operations().size() == count);
  }

  /** Waits until the owner waits inside {@code enter} with the wake-up armed. */
  public void awaitParked() {
    await(() -> waiting && held.wakeUp() != null);
  }

  // ---- the test's side: actions ----

  /**
   * The entry of {@code op} completes with {@code result}, which is the result of the whole run if
   * it is one. The entry that is linked behind it starts, or is cancelled.
   */
  public void complete(Op op, int result) {
    act(() -> kernel.complete(op, result));
  }

  /** As {@link #complete(Op, int)}, unless the kernel has ended {@code op} already. */
  public void completeIfHeld(Op op, int result) {
    act(() -> {
      if (held().contains(op)) {
        kernel.complete(op, result);
      }
    });
  }

  /** {@code op} completes with all its bytes. */
  public void complete(Op op) {
    act(() -> kernel.complete(op, ScriptedKernel.success(kernel.find(op))));
  }

  /** All held operations complete with all their bytes, oldest first. {@return their number} */
  public int completeAll() {
    return locked(kernel::completeAll);
  }

  /** From now on cancellations that find their target have this result; 0 cancels. */
  public void cancelReturns(int result) {
    act(() -> kernel.cancelResult = result);
  }

  /** From now on cancelled operations end with {@code result}, such as a part of a read. */
  void cancelledEndWith(int result) {
    act(() -> kernel.cancelledWith = result);
  }

  /** The kernel takes {@code op} but fails to prepare it, and cancels its whole chain. */
  void failAtPreparation(Op op, int errno) {
    act(() -> {
      kernel.unpreparable = op;
      kernel.unpreparableErrno = errno;
    });
  }

  /** From now on operations complete with all their bytes when they are taken. */
  public void completeAtOnce() {
    act(() -> kernel.completesAtOnce = true);
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
    return locked(() -> kernel.find(op).userData);
  }

  /** The next enter takes nothing and returns {@code -errno}. */
  public void refuseEnter(int errno) {
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
      requireUsable("enable");
      if (thrownByEnable != null) {
        throw sneak(thrownByEnable);
      }
      return enableResult;
    });
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
  public boolean place(Request request, int rwFlags, Request.Link link, long userData) {
    return placeOperations(new QueueEntry(List.of(request), rwFlags, link, userData));
  }

  @Override
  public boolean placeRun(CoalescedRun run, long userData) {
    List<Request> requests = new ArrayList<>();
    run.forEachUnit(unit -> requests.add(unit.op));
    int rwFlags = run.rwFlags();
    return placeOperations(new QueueEntry(requests, rwFlags, Request.Link.NONE, userData));
  }

  @Override
  public boolean placeSync(SharedSync sync, long userData) {
    List<Request> requests = new ArrayList<>();
    sync.forEachUnit(unit -> requests.add(unit.op));
    return placeOperations(new QueueEntry(requests, userData));
  }

  /** {@return whether the entry of {@code op}, which is held, is a sync} */
  public boolean isSync(Op op) {
    return locked(() -> kernel.find(op).sharedSync);
  }

  private boolean placeOperations(QueueEntry entry) {
    return locked(() -> {
      Throwable thrown = thrownByPlace;
      thrownByPlace = null;
      if (thrown != null) {
        throw sneak(thrown);
      }
      boolean placed = place(entry);
      if (placed) {
        requireLiveMemory(entry);
        placements.addAll(entry.requests);
      }
      return placed;
    });
  }

  /** It holds where no test closes an arena under a waiting operation. */
  private void requireLiveMemory(QueueEntry entry) {
    for (Request request : entry.requests) {
      if (!RequestHolds.isMemoryAlive(request)) {
        throw kernel.violation("placed with dead memory: " + request);
      }
    }
  }

  @Override
  protected QueueEntry entry(long cancels, long userData) {
    return new QueueEntry(cancels, userData);
  }

  @Override
  public int enter(int minComplete, boolean idle) {
    return enter(minComplete, idle, false);
  }

  @Override
  public int enterBriefly(long timeoutNanos, boolean idle) {
    act(() -> briefSleeps++);
    return enter(1, idle, true);
  }

  /** {@return the number of waits that end by themselves} */
  public int briefSleeps() {
    return locked(() -> briefSleeps);
  }

  private int enter(int minComplete, boolean idle, boolean briefly) {
    Runnable action =
        locked(() -> {
          Runnable once = duringNextEnter;
          duringNextEnter = () -> {};
          return once;
        });
    action.run();
    return locked(() -> {
      enter();
      Answer answer = answers.isEmpty() ? new Answer(0, Integer.MAX_VALUE, null) : answers.remove();
      if (answer.thrown() != null) {
        throw sneak(answer.thrown());
      }
      if (answer.errno() != 0) {
        return -answer.errno();
      }
      int taken = Math.min(answer.takenAtMost(), placed().size());
      take(taken);
      if (!placed().isEmpty()) {
        return taken;
      }
      if (!polls) {
        requireMayWait(minComplete, idle);
      }
      return awaitCompletions(minComplete, taken, briefly);
    });
  }

  /**
   * As in the kernel, a count of transferred bytes or taken entries takes precedence over an
   * interruption.
   */
  private int awaitCompletions(int minComplete, int taken, boolean briefly) {
    if (held.completionCount() >= minComplete) {
      return taken;
    }
    waitsForCompletions++;
    if (waits) {
      waiting = true;
      await(() -> held.completionCount() >= minComplete || (briefly && endedSleeps > 0));
      waiting = false;
      if (held.completionCount() >= minComplete) {
        return taken;
      }
    }
    if (briefly && endedSleeps > 0) {
      endedSleeps--;
      return taken > 0 ? taken : -Errno.ETIME;
    }
    // The kernel stops polling, without a completion, if another thread wants the processor.
    return taken > 0 || polls ? taken : -Errno.EINTR;
  }

  /** The time of one brief sleep is over: of the present one, or of the next. */
  public void endBriefSleep() {
    act(() -> endedSleeps++);
  }

  @Override
  public boolean hasCompletions() {
    locked(() -> duringHasCompletions).run();
    return super.hasCompletions();
  }

  @Override
  public void signal() {
    locked(() -> duringSignal).run();
    super.signal();
  }

  @Override
  public void close() {
    super.close();
    if (thrownByClose != null) {
      throw sneak(thrownByClose);
    }
  }

  @Override
  public void abandon() {
    duringAbandon.run();
    act(() -> {
      if (failedAbandons > 0) {
        failedAbandons--;
        throw new OutOfMemoryError("on purpose");
      }
      super.abandon();
    });
  }

  // ---- internals ----

  static int success(Op op) {
    return ScriptedKernel.success(op);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
