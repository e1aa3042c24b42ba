// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The hand-off from submitters to the coordinator. It is a lock-free stack with many producers and
 * one consumer. Its single word also tells whether the consumer sleeps and whether the stack is
 * closed.
 *
 * <p>Because all three facts are in one word, one compare-and-set decides each push: either the
 * consumer will take it, or it is refused. After each {@link #park} at least one caller learns that
 * it must wake the consumer.
 *
 * <p>While the consumer sleeps {@linkplain #parkBriefly briefly}, a submitter may {@linkplain
 * #deferOrPush defer} a unit: it pushes the unit without waking the consumer. If the submitter then
 * waits for the unit at once, it {@linkplain #takeBack takes the unit back} and makes the operation
 * itself. If it does not, the consumer finds the unit when its short sleep ends.
 */
public final class SubmissionStack {
  private static final VarHandle HEAD;
  private static final VarHandle TAKEN_BACK;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(SubmissionStack.class, "head", Unit.class);
      TAKEN_BACK = lookup.findVarHandle(SubmissionStack.class, "takenBack", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * The stack is empty and the consumer sleeps. The thread that replaces this value must wake the
   * consumer.
   */
  private static final Unit PARKED = Submission.marker();

  /** As {@link #PARKED}, and the sleep is so short that a unit may be deferred. */
  private static final Unit PARKED_BRIEFLY = Submission.marker();

  /**
   * The link of a deferred unit. It says that the consumer sleeps and that nobody has woken it for
   * this unit.
   */
  private static final Unit NOT_WOKEN = Submission.marker();

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

  private long takenBack;

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
      boolean parked = isParked(seen);
      boolean sleeps = parked || isDeferred(seen);
      oldest.next = parked ? null : seen;
      if (HEAD.compareAndSet(this, seen, newest)) {
        return sleeps ? Push.ACCEPTED_WAKE_OWED : Push.ACCEPTED;
      }
    }
  }

  private static boolean isParked(Unit head) {
    return head == PARKED || head == PARKED_BRIEFLY;
  }

  private static boolean isDeferred(Unit head) {
    return head != null && head.next == NOT_WOKEN;
  }

  // ---- deferring ----

  /**
   * Defers {@code unit} if the consumer sleeps briefly, and pushes it otherwise. Any thread may
   * call it.
   */
  public Push deferOrPush(Submission unit) {
    unit.deferrable();
    if ((Unit) HEAD.getAcquire(this) == PARKED_BRIEFLY) {
      unit.next = NOT_WOKEN;
      unit.defer();
      if (HEAD.compareAndSet(this, PARKED_BRIEFLY, unit)) {
        return Push.ACCEPTED;
      }
      unit.startNow();
    }
    return push(unit);
  }

  /**
   * Takes a deferred unit back, for the current thread to make it. {@return whether the thread now
   * owns the unit; false if the consumer will execute it, or does so}
   */
  public boolean takeBack(Submission unit) {
    // After startNow() no other thread may take the unit back or let it start early.
    if (!unit.startNow() || !HEAD.compareAndSet(this, (Unit) unit, PARKED_BRIEFLY)) {
      return false;
    }
    unit.next = null;
    TAKEN_BACK.setOpaque(this, takenBack + 1);
    return true;
  }

  /**
   * Lets a deferred unit start: no thread can take it back afterwards. Any thread may call it.
   * {@return whether there was one, so that the caller must send the consumer a signal}
   */
  public boolean startDeferred() {
    Unit seen = (Unit) HEAD.getVolatile(this);
    return isDeferred(seen) && seen instanceof Submission unit && unit.startNow();
  }

  /**
   * {@return about how many units were taken back so far} Threads that take units back at the same
   * moment may be counted as one.
   */
  public long takenBack() {
    return (long) TAKEN_BACK.getOpaque(this);
  }

  /** Consumer only. {@return the deferred unit that is alone on the stack, or null} */
  public Unit deferred() {
    Unit seen = (Unit) HEAD.getAcquire(this);
    return isDeferred(seen) ? seen : null;
  }

  /**
   * Any thread. {@return whether the consumer was parked, so that the caller must send it one
   * signal}
   */
  public boolean unparkWithoutWork() {
    return unpark() || isDeferred((Unit) HEAD.getVolatile(this));
  }

  /** Consumer only. {@return whether there is a unit to take} */
  public boolean hasWork() {
    Unit seen = (Unit) HEAD.getAcquire(this);
    return seen != null && seen != CLOSED && !isParked(seen);
  }

  /** Consumer only. {@return all units accepted so far, oldest first, or null} */
  public Unit take() {
    if (!hasWork()) {
      return null;
    }
    Unit newest = (Unit) HEAD.getAndSet(this, null);
    // The only unit may have been taken back meanwhile.
    return isParked(newest) ? null : oldestFirst(newest);
  }

  /**
   * Closes the stack. Only the consumer may call it, and only while it is not parked. {@return the
   * last batch, oldest first}
   */
  public Unit takeFinal() {
    Unit last = (Unit) HEAD.getAndSet(this, CLOSED);
    return last == CLOSED || isParked(last) ? null : oldestFirst(last);
  }

  /**
   * Consumer only: announces that it is about to sleep. {@return false if work arrived first} It is
   * a full fence: later reads of the consumer are not older than the announcement.
   */
  public boolean park() {
    return park(PARKED);
  }

  /** Consumer only: as {@link #park}, for a sleep that ends by itself after a short time. */
  public boolean parkBriefly() {
    return park(PARKED_BRIEFLY);
  }

  /** The stack is also parked if a unit was taken back after the consumer had woken up. */
  private boolean park(Unit kind) {
    return HEAD.compareAndSet(this, (Unit) null, kind)
        || HEAD.compareAndSet(this, PARKED_BRIEFLY, kind);
  }

  /**
   * Consumer only, after a successful {@link #park}. {@return true if no thread ended the parked
   * state; false if a thread did, which has sent or will send one signal}
   */
  public boolean unpark() {
    return HEAD.compareAndSet(this, PARKED, (Unit) null)
        || HEAD.compareAndSet(this, PARKED_BRIEFLY, (Unit) null);
  }

  /** {@return the same units, linked in the reverse order} */
  public static Unit oldestFirst(Unit newest) {
    Unit reversed = null;
    Unit rest = newest;
    while (rest != null && rest != NOT_WOKEN) {
      Unit next = rest.next;
      rest.next = reversed;
      reversed = rest;
      rest = next;
    }
    return reversed;
  }
}
