// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The hand-off from submitters to the coordinator: a lock-free stack with many producers and one
 * consumer, whose single word also says whether the consumer sleeps and whether anything is still
 * accepted.
 *
 * <p>Because all three facts are one word, every push is decided by one compare-and-set: it is part
 * of a batch that the consumer will take, or it is refused; and after each {@link #park} exactly
 * one caller is told that it owes the wake-up.
 */
public final class SubmissionStack {
  private static final VarHandle HEAD;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(SubmissionStack.class, "head", Unit.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Empty, and the consumer sleeps: who replaces it owes the wake-up. */
  private static final Unit PARKED = Submission.marker();

  /** Nothing is accepted any more. */
  private static final Unit CLOSED = Submission.marker();

  /** What became of a push. */
  public enum Push {
    ACCEPTED,
    /** Accepted, and the caller owes the consumer exactly one wake-up signal. */
    ACCEPTED_WAKE_OWED,
    REFUSED
  }

  private Unit head;

  /** Any thread. */
  public Push push(Unit unit) {
    return push(unit, unit);
  }

  /**
   * Any thread: all of a list in one step.
   *
   * @param newest its beginning, linked to what was accepted before it
   * @param oldest its end
   */
  public Push push(Unit newest, Unit oldest) {
    while (true) {
      Unit seen = (Unit) HEAD.getAcquire(this);
      if (seen == CLOSED) {
        return Push.REFUSED;
      }
      oldest.next = seen == PARKED ? null : seen;
      if (HEAD.compareAndSet(this, seen, newest)) {
        return seen == PARKED ? Push.ACCEPTED_WAKE_OWED : Push.ACCEPTED;
      }
    }
  }

  /** Any thread. {@return whether the consumer was parked, and the caller owes it one signal} */
  public boolean unparkWithoutWork() {
    return HEAD.compareAndSet(this, PARKED, (Unit) null);
  }

  /** Consumer only. {@return whether there is something to take} */
  public boolean hasWork() {
    Unit seen = (Unit) HEAD.getAcquire(this);
    return seen != null && seen != PARKED && seen != CLOSED;
  }

  /** Consumer only. {@return everything accepted so far, oldest first, or null} */
  public Unit take() {
    return hasWork() ? oldestFirst((Unit) HEAD.getAndSet(this, null)) : null;
  }

  /** Consumer only, not parked: refuses from here on. {@return the final batch, oldest first} */
  public Unit takeFinal() {
    Unit last = (Unit) HEAD.getAndSet(this, CLOSED);
    return last == CLOSED ? null : oldestFirst(last);
  }

  /**
   * Consumer only: announces that it is about to sleep. {@return false if work arrived first} A
   * full fence: what the consumer reads afterwards is not older than the announcement.
   */
  public boolean park() {
    return HEAD.compareAndSet(this, (Unit) null, PARKED);
  }

  /**
   * Consumer only, after a successful {@link #park}. {@return true if nobody took the gate; false
   * if somebody did, and therefore owes, or has sent, one signal}
   */
  public boolean unpark() {
    return HEAD.compareAndSet(this, PARKED, (Unit) null);
  }

  /** {@return the same units, linked the other way round} */
  public static Unit oldestFirst(Unit newest) {
    Unit reversed = null;
    Unit rest = newest;
    while (rest != null) {
      Unit next = rest.next;
      rest.next = reversed;
      reversed = rest;
      rest = next;
    }
    return reversed;
  }
}
