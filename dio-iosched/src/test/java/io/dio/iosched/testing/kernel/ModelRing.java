// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing.kernel;

import io.dio.align.Errno;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.unit.ChainSubmission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A ring without a kernel, and what it demands of its caller. A call that a real kernel would not
 * accept, or that would lose completions, is a {@linkplain KernelChoices#violation violation}.
 *
 * <p>A subclass decides how an enter ends. The {@link KernelChoices} decide what becomes of the
 * entries.
 *
 * @param <E> the entries
 */
public abstract class ModelRing<E extends QueueEntry> implements Ring {
  private final int entries;
  private final int capacity;
  private final boolean oneThread;
  private final HeldEntries<E> held;
  private final KernelChoices<E> choices;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<E> placed = new ArrayList<>();

  /** The latest generation of each index. */
  private final long[] generations;

  /** The first thread that made a call. */
  private Thread owner;

  /** The number of operations' entries from placing to reaping. */
  private int inFlight;

  /** From placing to reaping. */
  private boolean wakeUpArmed;

  /** From placing to reaping. */
  private boolean cancelPlaced;

  private int cancels;
  private int wakeUps;
  private long wakeUpCounter;
  private int enters;
  private int signals;
  private boolean failed;
  private boolean closed;
  private boolean abandoned;

  /**
   * Starts a ring.
   *
   * @param entries how many entries can be placed before an enter
   * @param capacity how many operations can be in flight
   * @param oneThread whether all calls must come from one thread
   */
  protected ModelRing(int entries, int capacity, boolean oneThread, HeldEntries<E> held) {
    this.entries = entries;
    this.capacity = capacity;
    this.oneThread = oneThread;
    this.held = held;
    this.choices = held.choices;
    this.generations = new long[capacity];
    Arrays.fill(generations, -1);
  }

  /** Makes an entry for a cancellation of {@code cancels}, or, if that is 0, the wake-up. */
  protected abstract E entry(long cancels, long userData);

  // ---- observations ----

  @Override
  public final int capacity() {
    return capacity;
  }

  @Override
  public final int maxChainLength() {
    return Math.min(entries, capacity);
  }

  /** {@return how many more operations can be in flight} */
  public final int free() {
    return capacity - inFlight;
  }

  /** {@return the entries that the kernel has not taken; a view} */
  protected final List<E> placed() {
    return Collections.unmodifiableList(placed);
  }

  protected final boolean isFull() {
    return placed.size() == entries;
  }

  public final int enters() {
    return locked(() -> enters);
  }

  public final int signals() {
    return locked(() -> signals);
  }

  public final int cancelsPlaced() {
    return locked(() -> cancels);
  }

  public final int wakeUpsPlaced() {
    return locked(() -> wakeUps);
  }

  @Override
  public final long systemCalls() {
    return locked(() -> (long) enters + signals);
  }

  /** {@return whether it is broken, and the coordinator knows that or is about to} */
  public final boolean isFailed() {
    return locked(() -> failed);
  }

  public final boolean isClosed() {
    return locked(() -> closed);
  }

  public final boolean isAbandoned() {
    return locked(() -> abandoned);
  }

  /** {@code call} comes from the owner, and the ring is neither released nor broken. */
  protected void requireUsable(String call) {
    Thread caller = Thread.currentThread();
    if (owner == null) {
      owner = caller;
    }
    if (oneThread && owner != caller) {
      throw choices.violation(call + " by " + caller + ", not by the owner " + owner);
    }
    if (failed || closed || abandoned) {
      throw choices.violation(
          call + " after " + (closed ? "close" : abandoned ? "abandon" : "a failure"));
    }
  }

  // ---- placing ----

  @Override
  public final boolean hasRoomFor(ChainSubmission chain) {
    return locked(() -> {
      requireUsable("hasRoomFor");
      return entries - placed.size() >= chain.segmentEnd() - chain.segmentBegin();
    });
  }

  /** Places an operation or a run. {@return false if it is full} */
  protected final boolean place(E entry) {
    requireUsable("place");
    if (isFull()) {
      return false;
    }
    if (entry.link == Request.Link.HARD) {
      throw choices.violation("placed with a hard link: " + entry);
    }
    requireNewUserData(entry);
    if (++inFlight > capacity) {
      throw choices.violation(inFlight + " operations in flight, " + capacity + " allowed");
    }
    return placed.add(entry);
  }

  private void requireNewUserData(E entry) {
    int index = (int) entry.userData;
    long generation = entry.userData >>> 32;
    if (index < 0 || index >= capacity || generation <= generations[index]) {
      throw choices.violation(
          "user_data 0x" + Long.toHexString(entry.userData) + " is used again: " + entry);
    }
    generations[index] = generation;
  }

  @Override
  public final boolean placeCancel(long target, long userData) {
    return locked(() -> {
      requireUsable("placeCancel");
      if (isFull()) {
        return false;
      }
      if (userData != Ring.CANCEL || cancelPlaced) {
        throw choices.violation("a second cancellation is under way");
      }
      cancelPlaced = true;
      cancels++;
      return placed.add(entry(target, userData));
    });
  }

  @Override
  public final boolean placeWakeUp(long userData) {
    return locked(() -> {
      requireUsable("placeWakeUp");
      if (isFull()) {
        return false;
      }
      if (userData != Ring.WAKE_UP || wakeUpArmed) {
        throw choices.violation("a second wake-up is armed");
      }
      wakeUpArmed = true;
      wakeUps++;
      return placed.add(entry(0, userData));
    });
  }

  @Override
  public final int unsubmitted() {
    return locked(() -> {
      requireUsable("unsubmitted");
      return placed.size();
    });
  }

  // ---- entering ----

  /** The caller enters the kernel. The placed chains must be whole. */
  protected final void enter() {
    requireUsable("enter");
    enters++;
    for (int i = 0; i < placed.size(); i++) {
      E entry = placed.get(i);
      if (entry.isLinked() && (i + 1 == placed.size() || !entry.isFollowedBy(placed.get(i + 1)))) {
        throw choices.violation("a chain is not placed whole: " + placed);
      }
    }
  }

  /** The kernel takes the first {@code count} entries. */
  protected final void take(int count) {
    List<E> batch = placed.subList(0, count);
    held.take(List.copyOf(batch));
    batch.clear();
    completeSignalledWakeUp();
  }

  /** The caller waits for completions, and all entries are taken. */
  protected final void requireMayWait(int minComplete, boolean idle) {
    if (idle && !held.holdsNothingButWakeUp()) {
      throw choices.violation("an idle wait with operations in flight: " + held);
    }
    if (minComplete > held.completionCount() && !wakeUpArmed) {
      throw choices.violation("a wait that hears no signal, with " + held);
    }
  }

  @Override
  public void signal() {
    act(() -> {
      signals++;
      wakeUpCounter++;
      completeSignalledWakeUp();
    });
  }

  private void completeSignalledWakeUp() {
    E wakeUp = held.wakeUp();
    if (wakeUpCounter == 0 || wakeUp == null || failed || closed) {
      return;
    }
    int result = choices.wakeUpResult();
    held.complete(wakeUp, result);
    if (result != -Errno.EINTR) {
      wakeUpCounter = 0;
    }
  }

  // ---- reaping ----

  @Override
  public boolean hasCompletions() {
    return locked(() -> {
      requireUsable("hasCompletions");
      return held.completionCount() > 0;
    });
  }

  @Override
  public int reap(CompletionSink sink) {
    int count =
        locked(() -> {
          requireUsable("reap");
          return held.completionCount();
        });
    for (int i = 0; i < count; i++) {
      deliver(locked(this::removeCompletion), sink);
    }
    return count;
  }

  protected void deliver(HeldEntries.Completion<E> completion, CompletionSink sink) {
    sink.completed(completion.entry().userData, completion.result());
  }

  private HeldEntries.Completion<E> removeCompletion() {
    HeldEntries.Completion<E> completion = held.removeCompletion();
    long userData = completion.entry().userData;
    wakeUpArmed &= userData != Ring.WAKE_UP;
    cancelPlaced &= userData != Ring.CANCEL;
    inFlight -= completion.entry().isOperation() ? 1 : 0;
    return completion;
  }

  // ---- ending ----

  /** From now on the ring can only be abandoned. */
  protected final void breakDown() {
    failed = true;
  }

  @Override
  public void close() {
    act(() -> {
      if (failed || closed || abandoned) {
        throw choices.violation("closed when it must not be any more");
      }
      if (!placed.isEmpty() || !held.isEmpty()) {
        throw choices.violation("closed with " + placed + " placed, " + held);
      }
      closed = true;
    });
  }

  @Override
  public void abandon() {
    act(() -> {
      if (closed || abandoned) {
        throw choices.violation("abandoned after it was released");
      }
      abandoned = true;
    });
  }

  // ---- threads ----

  protected final void act(Runnable action) {
    locked(() -> {
      action.run();
      return null;
    });
  }

  /** Runs {@code action}, and wakes those who wait for what it has changed. */
  protected final <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      changed.signalAll();
      lock.unlock();
    }
  }

  /** Waits for what another thread changes, after waking those who wait for this one's changes. */
  protected final void await(BooleanSupplier condition) {
    lock.lock();
    try {
      changed.signalAll();
      while (!condition.getAsBoolean()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }
}
