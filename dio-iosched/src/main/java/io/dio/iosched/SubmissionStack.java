// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

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
final class SubmissionStack {
  private static final VarHandle HEAD;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(SubmissionStack.class, "head", Submission.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Empty, and the consumer sleeps: who replaces it owes the wake-up. */
  private static final Submission PARKED = Submission.marker();

  /** Nothing is accepted any more. */
  private static final Submission CLOSED = Submission.marker();

  /** What became of a push. */
  enum Push {
    ACCEPTED,
    /** Accepted, and the caller owes the consumer exactly one wake-up signal. */
    ACCEPTED_WAKE_OWED,
    REFUSED
  }

  private Submission head;

  /** Any thread. */
  Push push(Submission submission) {
    while (true) {
      Submission seen = (Submission) HEAD.getAcquire(this);
      if (seen == CLOSED) {
        return Push.REFUSED;
      }
      submission.next = seen == PARKED ? null : seen;
      if (HEAD.compareAndSet(this, seen, submission)) {
        return seen == PARKED ? Push.ACCEPTED_WAKE_OWED : Push.ACCEPTED;
      }
    }
  }

  /** Any thread. {@return whether the consumer was parked, and the caller owes it one signal} */
  boolean unparkWithoutWork() {
    return HEAD.compareAndSet(this, PARKED, (Submission) null);
  }

  /** Consumer only. {@return whether there is something to take} */
  boolean hasWork() {
    Submission seen = (Submission) HEAD.getAcquire(this);
    return seen != null && seen != PARKED && seen != CLOSED;
  }

  /** Consumer only. {@return everything accepted so far, oldest first, or null} */
  Submission take() {
    return hasWork() ? oldestFirst((Submission) HEAD.getAndSet(this, null)) : null;
  }

  /** Consumer only, not parked: refuses from here on. {@return the final batch, oldest first} */
  Submission takeFinal() {
    Submission last = (Submission) HEAD.getAndSet(this, CLOSED);
    return last == CLOSED ? null : oldestFirst(last);
  }

  /**
   * Consumer only: announces that it is about to sleep. {@return false if work arrived first} A
   * full fence: what the consumer reads afterwards is not older than the announcement.
   */
  boolean park() {
    return HEAD.compareAndSet(this, (Submission) null, PARKED);
  }

  /**
   * Consumer only, after a successful {@link #park}. {@return true if nobody took the gate; false
   * if somebody did, and therefore owes, or has sent, one signal}
   */
  boolean unpark() {
    return HEAD.compareAndSet(this, PARKED, (Submission) null);
  }

  private static Submission oldestFirst(Submission newest) {
    Submission reversed = null;
    Submission rest = newest;
    while (rest != null) {
      Submission next = rest.next;
      rest.next = reversed;
      reversed = rest;
      rest = next;
    }
    return reversed;
  }
}
