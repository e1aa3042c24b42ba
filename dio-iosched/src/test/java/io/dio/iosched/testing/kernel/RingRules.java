// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing.kernel;

import io.dio.align.Errno;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.RequestHolds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What a ring demands of its caller. A call that a real kernel would not accept, or that would lose
 * completions, is a {@linkplain KernelChoices#violation violation}.
 *
 * <p>It also keeps the placed entries and counts what is in flight. It is not thread-safe.
 *
 * @param <E> the entries
 */
public final class RingRules<E extends QueueEntry> {
  private final int entries;
  private final int capacity;
  private final boolean oneThread;
  private final HeldEntries<E> held;
  private final KernelChoices<E> choices;
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
  public RingRules(
      int entries, int capacity, boolean oneThread, HeldEntries<E> held, KernelChoices<E> choices) {
    this.entries = entries;
    this.capacity = capacity;
    this.oneThread = oneThread;
    this.held = held;
    this.choices = choices;
    this.generations = new long[capacity];
    Arrays.fill(generations, -1);
  }

  public int capacity() {
    return capacity;
  }

  public int maxChainLength() {
    return Math.min(entries, capacity);
  }

  /** {@return how many more operations can be in flight} */
  public int free() {
    return capacity - inFlight;
  }

  public int enters() {
    return enters;
  }

  public int signals() {
    return signals;
  }

  public boolean isFailed() {
    return failed;
  }

  public boolean isClosed() {
    return closed;
  }

  public boolean isAbandoned() {
    return abandoned;
  }

  public void requireUsable(String call) {
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

  /** {@return the entries that the kernel has not taken; a view} */
  public List<E> placed() {
    return Collections.unmodifiableList(placed);
  }

  public boolean isFull() {
    return placed.size() == entries;
  }

  public boolean hasRoomFor(ChainSubmission chain) {
    return entries - placed.size() >= chain.segmentEnd() - chain.segmentBegin();
  }

  /** Places an operation or a run. {@return false if it is full} */
  public boolean place(E entry) {
    requireUsable("place");
    if (isFull()) {
      return false;
    }
    for (Request request : entry.requests) {
      if (!RequestHolds.isMemoryAlive(request)) {
        throw choices.violation("placed with dead memory: " + request);
      }
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

  /** Places a cancellation. {@return false if it is full} */
  public boolean placeCancel(E cancellation) {
    requireUsable("placeCancel");
    if (isFull()) {
      return false;
    }
    if (!cancellation.isCancel() || cancelPlaced) {
      throw choices.violation("a second cancellation is under way");
    }
    cancelPlaced = true;
    return placed.add(cancellation);
  }

  /** Places the wake-up. {@return false if it is full} */
  public boolean placeWakeUp(E wakeUp) {
    requireUsable("placeWakeUp");
    if (isFull()) {
      return false;
    }
    if (!wakeUp.isWakeUp() || wakeUpArmed) {
      throw choices.violation("a second wake-up is armed");
    }
    wakeUpArmed = true;
    return placed.add(wakeUp);
  }

  // ---- entering ----

  /** The caller enters the kernel. The placed chains must be whole. */
  public void enter() {
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
  public void take(int count) {
    List<E> batch = placed.subList(0, count);
    held.take(List.copyOf(batch));
    batch.clear();
    completeSignalledWakeUp();
  }

  /** The caller waits for completions, and all entries are taken. */
  public void requireMayWait(int minComplete, boolean idle) {
    if (idle && !held.holdsNothingButWakeUp()) {
      throw choices.violation("an idle wait with operations in flight: " + held);
    }
    if (minComplete > held.completionCount() && !wakeUpArmed) {
      throw choices.violation("a wait that hears no signal, with " + held);
    }
  }

  public void signal() {
    signals++;
    wakeUpCounter++;
    completeSignalledWakeUp();
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

  /** Removes the oldest completion, which must exist. */
  public HeldEntries.Completion<E> reap() {
    HeldEntries.Completion<E> completion = held.removeCompletion();
    long userData = completion.entry().userData;
    wakeUpArmed &= userData != Ring.WAKE_UP;
    cancelPlaced &= userData != Ring.CANCEL;
    inFlight -= completion.entry().isOperation() ? 1 : 0;
    return completion;
  }

  public long systemCalls() {
    return (long) enters + signals;
  }

  // ---- ending ----

  /** From now on the ring can only be abandoned. */
  public void fail() {
    failed = true;
  }

  public void close() {
    if (failed || closed || abandoned) {
      throw choices.violation("closed when it must not be any more");
    }
    if (!placed.isEmpty() || !held.isEmpty()) {
      throw choices.violation("closed with " + placed + " placed, " + held);
    }
    closed = true;
  }

  public void abandon() {
    if (closed || abandoned) {
      throw choices.violation("abandoned after it was released");
    }
    abandoned = true;
  }
}
