// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.foreign.Errno;
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

/**
 * A ring whose kernel is the test: it holds what is placed until the test says how it completed,
 * and answers {@code enter} as the test wants.
 *
 * <p>It works in two ways. {@link #stepped} is for {@link Coordinator#step} on the test's own
 * thread: where the kernel would wait, {@code enter} comes back as it does for a signal. {@link
 * #threaded} is for a coordinator with a thread of its own: {@code enter} waits.
 *
 * <p>Whatever no kernel would put up with, or what would lose completions, is a violation: it is
 * thrown at the caller and kept for {@link #assertNoViolation}.
 */
final class FakeRing implements Ring {
  private record Entry(Op op, long userData) {
    boolean isWakeUp() {
      return op == null;
    }
  }

  private record Completion(long userData, int result) {}

  /** What one enter does instead of taking everything. */
  private record Answer(int errno, int takenAtMost, Throwable thrown) {}

  private final int entries;
  private final int capacity;
  private final boolean waits;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private final List<Entry> placed = new ArrayList<>();
  private final List<Entry> held = new ArrayList<>();
  private final Deque<Completion> completions = new ArrayDeque<>();
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Op> placements = new ArrayList<>();
  private final Set<Long> usedUserData = new HashSet<>();
  private final List<String> violations = Collections.synchronizedList(new ArrayList<>());

  private Thread owner;
  private boolean completesAtOnce;

  /** From placing until reaping. */
  private boolean wakeUpArmed;

  private long wakeUpCounter;
  private int wakeUpsPlaced;
  private int signals;
  private int enters;
  private int waitsForCompletions;
  private boolean waiting;
  private boolean closed;
  private boolean abandoned;
  private int enableResult;
  private Throwable thrownByPlace;
  private Runnable duringNextEnter = () -> {};
  private Runnable duringHasCompletions = () -> {};
  private Runnable duringSignal = () -> {};

  private FakeRing(int entries, int capacity, boolean waits) {
    this.entries = entries;
    this.capacity = capacity;
    this.waits = waits;
  }

  /** For single steps on the test's thread: enter never waits. */
  static FakeRing stepped(int entries, int capacity) {
    return new FakeRing(entries, capacity, false);
  }

  /** For a coordinator's thread: enter waits for as many completions as it is asked to. */
  static FakeRing threaded(int entries, int capacity) {
    return new FakeRing(entries, capacity, true);
  }

  // ---- the test's side: what happened ----

  /** {@return the operations that the kernel has, in the order in which it took them} */
  List<Op> held() {
    return locked(() -> held.stream().filter(e -> !e.isWakeUp()).map(Entry::op).toList());
  }

  /** {@return every operation that was ever placed, again if it was placed again} */
  List<Op> placements() {
    return locked(() -> List.copyOf(placements));
  }

  int enters() {
    return locked(() -> enters);
  }

  /** {@return how many enters found too few completions and would have waited, or did} */
  int waitsForCompletions() {
    return locked(() -> waitsForCompletions);
  }

  int signals() {
    return locked(() -> signals);
  }

  int wakeUpsPlaced() {
    return locked(() -> wakeUpsPlaced);
  }

  boolean isWakeUpHeld() {
    return locked(() -> held.stream().anyMatch(Entry::isWakeUp));
  }

  boolean isClosed() {
    return locked(() -> closed);
  }

  boolean isAbandoned() {
    return locked(() -> abandoned);
  }

  void assertNoViolation() {
    if (!violations.isEmpty()) {
      throw new AssertionError("violations of the ring's protocol: " + violations);
    }
  }

  /** Waits until the kernel has {@code count} operations. */
  void awaitHeld(int count) {
    awaitCondition(() -> held.stream().filter(e -> !e.isWakeUp()).count() == count);
  }

  /** Waits until the owner waits inside {@code enter} with the wake-up armed. */
  void awaitParked() {
    awaitCondition(() -> waiting && held.stream().anyMatch(Entry::isWakeUp));
  }

  // ---- the test's side: what is to happen ----

  /** The oldest held entry of {@code op} completes with {@code result}. */
  void complete(Op op, int result) {
    locked(() -> {
      for (Entry entry : held) {
        if (entry.op() == op) {
          held.remove(entry);
          completions.add(new Completion(entry.userData(), result));
          changed.signalAll();
          return null;
        }
      }
      throw new AssertionError(op + " is not in the kernel: " + held);
    });
  }

  /** {@code op} completes with all its bytes. */
  void complete(Op op) {
    complete(op, success(op));
  }

  /** Everything held completes with all its bytes, oldest first. {@return how many} */
  int completeAll() {
    List<Op> all = held();
    all.forEach(this::complete);
    return all.size();
  }

  /** From now on operations complete with all their bytes when they are taken. */
  void completeAtOnce() {
    locked(() -> completesAtOnce = true);
  }

  /** A completion that no operation is waiting for. */
  void completeStranger(long userData, int result) {
    locked(() -> {
      completions.add(new Completion(userData, result));
      changed.signalAll();
      return null;
    });
  }

  /** The armed wake-up completes with {@code result}, without a signal. */
  void completeWakeUp(int result) {
    locked(() -> {
      Entry armed = held.stream().filter(Entry::isWakeUp).findFirst().orElseThrow();
      held.remove(armed);
      completions.add(new Completion(armed.userData(), result));
      changed.signalAll();
      return null;
    });
  }

  /** {@return the user_data of {@code op}, which is held} */
  long userData(Op op) {
    return locked(
        () -> held.stream().filter(e -> e.op() == op).findFirst().orElseThrow().userData());
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

  /** The next place throws. */
  void throwFromPlace(Throwable thrown) {
    locked(() -> thrownByPlace = thrown);
  }

  void enableReturns(int result) {
    locked(() -> enableResult = result);
  }

  /** Runs once, on the owner's thread, at the start of the next enter. */
  void duringNextEnter(Runnable action) {
    locked(() -> duringNextEnter = action);
  }

  /** Runs, on the owner's thread, each time it looks for completions before it enters. */
  void duringHasCompletions(Runnable action) {
    locked(() -> duringHasCompletions = action);
  }

  /** Runs, on the signalling thread, before each signal arrives. */
  void duringSignal(Runnable action) {
    locked(() -> duringSignal = action);
  }

  // ---- Ring ----

  @Override
  public int enable() {
    return locked(() -> {
      requireOwner("enable");
      return enableResult;
    });
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public boolean place(Op op, long userData) {
    return locked(() -> {
      requireOwner("place");
      if (thrownByPlace != null) {
        throw sneak(takeThrownByPlace());
      }
      if (placed.size() == entries) {
        return false;
      }
      if (!op.isMemoryAlive()) {
        throw violation("placed with dead memory: " + op);
      }
      if (userData == InFlightTable.WAKE_UP || !usedUserData.add(userData)) {
        throw violation("user_data 0x" + Long.toHexString(userData) + " is used again");
      }
      placed.add(new Entry(op, userData));
      placements.add(op);
      requireRoomForCompletions();
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
      placed.add(new Entry(null, userData));
      wakeUpsPlaced++;
      return true;
    });
  }

  private void requireRoomForCompletions() {
    int operations = placed.size() + held.size() + completions.size() - (wakeUpArmed ? 1 : 0);
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
      if (idle && held.stream().anyMatch(e -> !e.isWakeUp())) {
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
    for (Entry entry : batch) {
      held.add(entry);
      if (!entry.isWakeUp() && completesAtOnce) {
        complete(entry.op());
      }
    }
    batch.clear();
    completeSignalledWakeUp();
    changed.signalAll();
    return taken;
  }

  /** As the kernel: what was transferred or taken is told before any interruption. */
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
        wakeUpArmed &= completion.userData() != InFlightTable.WAKE_UP;
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
    if (wakeUpCounter > 0 && !closed && held.stream().anyMatch(Entry::isWakeUp)) {
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
      return null;
    });
  }

  @Override
  public void abandon() {
    locked(() -> {
      if (closed || abandoned) {
        throw violation("abandoned after close");
      }
      abandoned = true;
      changed.signalAll();
      return null;
    });
  }

  // ---- inside ----

  static int success(Op op) {
    return op.verb.isTransfer() ? (int) op.byteSize : 0;
  }

  private void requireOwner(String call) {
    if (owner == null) {
      owner = Thread.currentThread();
    }
    // JUnit runs a test and what follows it on two threads, one after the other.
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
