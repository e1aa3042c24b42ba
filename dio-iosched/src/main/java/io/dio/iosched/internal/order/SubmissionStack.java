// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The hand-off from submitters to an engine. It is a lock-free stack with many producers and one
 * consumer: the coordinator, or the worker that holds the lock. Its single word also tells whether
 * the consumer sleeps and whether the stack is closed.
 *
 * <p>Because all three facts are in one word, one compare-and-set decides each push: either the
 * consumer will take it, or it is refused. After each {@link #park} at least one caller learns that
 * it must wake the consumer.
 */
public final class SubmissionStack {
  private static final VarHandle HEAD;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(SubmissionStack.class, "head", Unit.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * The stack is empty and the consumer sleeps. The thread that replaces this value must wake the
   * consumer.
   */
  private static final Unit PARKED = Submission.marker();

  /** The stack is closed and accepts nothing any more. */
  private static final Unit CLOSED = Submission.marker();

  /** The result of a push. */
  public enum Push {
    ACCEPTED,
    /** Accepted, and the caller must send the consumer a wake-up signal. */
    ACCEPTED_WAKE_OWED,
    REFUSED
  }

  private Unit head;

  /** Any thread. */
  public Push push(Unit unit) {
    return push(unit, unit);
  }

  /**
   * Pushes a whole list in one step. Any thread may call it.
   *
   * @param newest the start of the list, linked to the units accepted before it
   * @param oldest the end of the list
   */
  public Push push(Unit newest, Unit oldest) {
    while (true) {
      Unit seen = (Unit) HEAD.getAcquire(this);
      if (seen == CLOSED) {
        return Push.REFUSED;
      }
      boolean parked = seen == PARKED;
      oldest.next = parked ? null : seen;
      if (HEAD.compareAndSet(this, seen, newest)) {
        return parked ? Push.ACCEPTED_WAKE_OWED : Push.ACCEPTED;
      }
    }
  }

  /**
   * Any thread. {@return whether the consumer was parked, so that the caller must send it one
   * signal}
   */
  public boolean unparkWithoutWork() {
    return unpark();
  }

  /** {@return whether there is a unit to take} Only for the consumer does the answer stay true. */
  public boolean hasWork() {
    Unit seen = (Unit) HEAD.getAcquire(this);
    return seen != null && seen != CLOSED && seen != PARKED;
  }

  /** Consumer only. {@return all units accepted so far, oldest first, or null} */
  public Unit take() {
    if (!hasWork()) {
      return null;
    }
    return oldestFirst((Unit) HEAD.getAndSet(this, null));
  }

  /**
   * Closes the stack. Only the consumer may call it, and only while it is not parked. {@return the
   * last batch, oldest first}
   */
  public Unit takeFinal() {
    Unit last = (Unit) HEAD.getAndSet(this, CLOSED);
    return last == CLOSED || last == PARKED ? null : oldestFirst(last);
  }

  /**
   * Consumer only: announces that it is about to sleep. {@return false if work arrived first} It is
   * a full fence: later reads of the consumer are not older than the announcement.
   */
  public boolean park() {
    return HEAD.compareAndSet(this, (Unit) null, PARKED);
  }

  /**
   * Consumer only, after a successful {@link #park}. {@return true if no thread ended the parked
   * state; false if a thread did, which has sent or will send one signal}
   */
  public boolean unpark() {
    return HEAD.compareAndSet(this, PARKED, (Unit) null);
  }

  /** {@return the same units, linked in the reverse order} */
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
