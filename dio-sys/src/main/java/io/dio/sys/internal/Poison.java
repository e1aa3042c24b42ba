// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.ErrnoException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Remembers that an open file, a file in a slot, or a directory could not be made durable. Blocking
 * calls and every scheduler use this class.
 *
 * <p>When a write to the device fails, the kernel marks the pages clean nevertheless. It reports
 * the error to one sync and forgets it. The next sync succeeds although the data never reached the
 * device. So the first failure is kept here. From then on every call that would promise durability
 * fails with it. Every error of a sync or a durable write counts, except errors which say that the
 * call was not tried; {@code UntriedCalls} lists them with the reasons.
 *
 * <p>The fact is {@linkplain #note noted} first and described by an exception afterwards. So the
 * fact is on record even if the heap is too full for the exception.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://wiki.postgresql.org/wiki/Fsync_Errors">Fsync errors</a>
 */
public final class Poison {
  private static final int NONE = 0;
  private static final String EARLIER_FAILURE = "; earlier failure, written data may be lost, ";

  private final AtomicReference<ErrnoException> first = new AtomicReference<>();

  /** The first failure that was noted, or {@link #NONE}. Written after {@link #notedCall}. */
  private volatile int notedErrno = NONE;

  private String notedCall;

  private final Object subject;

  /**
   * Creates a record of no failure.
   *
   * @param subject what is recorded on; its text names the file in an event
   */
  public Poison(Object subject) {
    this.subject = subject;
  }

  /**
   * Records a failed sync or durable write without allocating. It does nothing if the call was not
   * tried. Call it before the exception is created and before the call counts as ended.
   *
   * @param call the name of the system call
   * @param errno the error number, positive
   */
  public void note(String call, int errno) {
    boolean untried = false;
    try {
      untried = UntriedCalls.contains(call, errno);
    } finally {
      // If the check itself failed for lack of memory, the call counts as tried.
      if (!untried) {
        keep(call, errno);
      }
    }
  }

  private void keep(String call, int errno) {
    boolean isFirst;
    synchronized (this) {
      isFirst = notedErrno == NONE;
      if (isFirst) {
        notedCall = call;
        notedErrno = errno;
      }
    }
    if (isFirst) {
      FlightEvents.syncFailure(subject, call, errno);
    }
  }

  /** Takes {@link #note} of a failure and keeps its description. */
  public void record(ErrnoException failure) {
    if (!UntriedCalls.contains(failure.call(), failure.errno())) {
      first.compareAndSet(null, failure);
      keep(failure.call(), failure.errno());
    }
  }

  /**
   * Records a failure that a caller reports, unless there was one before. Nothing is exempt: the
   * caller says that data may be lost, whatever the number of the error is.
   */
  public synchronized void inflict(ErrnoException failure) {
    if (!isRecorded()) {
      first.compareAndSet(null, failure);
      keep(failure.call(), failure.errno());
    }
  }

  /** {@return whether there was a failure} */
  public boolean isRecorded() {
    return notedErrno != NONE;
  }

  /** Forgets the failure, because the slot holds another file now. */
  public synchronized void clear() {
    first.set(null);
    notedErrno = NONE;
    notedCall = null;
  }

  /**
   * Refuses a call that would promise durability.
   *
   * @param call the name of the refused call, for the message
   * @throws ErrnoException the first failure
   */
  public void refuse(String call) throws ErrnoException {
    throwIfRecorded(call, " not issued");
  }

  /**
   * Fails a call that succeeded while another one failed. Of two concurrent syncs the kernel
   * reports the lost data to only one.
   *
   * @param call the name of the call that succeeded, for the message
   * @throws ErrnoException the first failure
   */
  public void refuseAfterwards(String call) throws ErrnoException {
    throwIfRecorded(call, " not to be relied on");
  }

  private void throwIfRecorded(String call, String consequence) throws ErrnoException {
    if (isRecorded()) {
      throw refusal(call + consequence);
    }
  }

  /**
   * {@return as {@link #refusal}, for a call that is either not issued, or has succeeded in vain}
   *
   * @param call the name of the call, for the message
   */
  public ErrnoException refusalOf(String call) {
    return isRecorded() ? refusal(call + " not issued or not to be relied on") : null;
  }

  /**
   * {@return the first failure, as a fresh exception, or null if there is none} The failure is its
   * cause, unless the heap was too full to describe it.
   *
   * @param consequence the consequence, for the message
   */
  public ErrnoException refusal(String consequence) {
    ErrnoException failure = first.get();
    if (failure == null) {
      return undescribed(consequence);
    }
    ErrnoException refusal =
        new ErrnoException(
            failure.call(), failure.errno(), failure.operands() + EARLIER_FAILURE + consequence);
    refusal.initCause(failure);
    return refusal;
  }

  /** {@return whether the failure is that of a call which failed because of an earlier failure} */
  public static boolean isRefusal(ErrnoException failure) {
    return failure.operands().contains(EARLIER_FAILURE);
  }

  /** {@return the failure that was only noted, or null if there is none} */
  private synchronized ErrnoException undescribed(String consequence) {
    return notedErrno == NONE
        ? null
        : new ErrnoException(
            notedCall, notedErrno, "operands not on record" + EARLIER_FAILURE + consequence);
  }
}
