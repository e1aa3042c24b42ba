// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.ErrnoException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Remembers that an open file, a file in a slot, or a directory could not be made durable. One
 * mechanism for blocking calls and for every scheduler.
 *
 * <p>When a write to the device fails, the kernel marks the pages clean all the same. It reports
 * the error to one sync and forgets it. The next sync succeeds although the data never reached the
 * device. So the first failure is kept here. From then on every call that would promise durability
 * fails with it. Every error of a sync or a durable write counts, except for those that say that
 * the call was not tried; {@code UntriedCalls} lists them with the reasons.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://wiki.postgresql.org/wiki/Fsync_Errors">Fsync errors</a>
 */
public final class Poison {
  private final AtomicReference<ErrnoException> first = new AtomicReference<>();

  /** Creates a record of no failure. */
  public Poison() {}

  /**
   * Records a failed sync or durable write. Does nothing if the error says that the call was not
   * tried.
   */
  public void record(ErrnoException failure) {
    if (!UntriedCalls.contains(failure)) {
      first.compareAndSet(null, failure);
    }
  }

  /** {@return whether there was a failure} */
  public boolean isRecorded() {
    return first.get() != null;
  }

  /** Forgets the failure, because the slot holds another file now. */
  public void clear() {
    first.set(null);
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
   * {@return the first failure, as a fresh exception whose cause it is, or null if there is none}
   *
   * @param consequence what follows from it, for the message
   */
  public ErrnoException refusal(String consequence) {
    ErrnoException failure = first.get();
    if (failure == null) {
      return null;
    }
    ErrnoException refusal =
        new ErrnoException(
            failure.call(),
            failure.errno(),
            failure.operands() + "; earlier failure, written data may be lost, " + consequence);
    refusal.initCause(failure);
    return refusal;
  }
}
