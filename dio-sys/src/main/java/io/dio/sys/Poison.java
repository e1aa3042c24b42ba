// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.ErrnoException;
import io.dio.align.foreign.Errno;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Remembers that a file could not be made durable.
 *
 * <p>When a sync fails, the kernel marks the pages clean all the same and drops the error once it
 * is reported: the next sync succeeds although the data never reached the device. So the first
 * failure is kept, and everything that would promise durability fails with it from then on. Only
 * what says that data was lost counts: EIO, ENOSPC and EDQUOT, of a sync or of a write that had to
 * be durable.
 *
 * @see <a href="https://wiki.postgresql.org/wiki/Fsync_Errors">Fsync errors</a>
 */
final class Poison {
  private final AtomicReference<ErrnoException> first = new AtomicReference<>();

  /** Takes note of a failed sync or durable write. */
  void record(ErrnoException failure) {
    int errno = failure.errno();
    if (errno == Errno.EIO || errno == Errno.ENOSPC || errno == Errno.EDQUOT) {
      first.compareAndSet(null, failure);
    }
  }

  /** Refuses a call that would promise durability. */
  void refuse(String call) throws ErrnoException {
    throwIfPoisoned(call, " not issued");
  }

  /**
   * Takes back a promise that was made while another call failed: of two syncs at the same time the
   * kernel tells only one about the lost data.
   */
  void refuseAfterwards(String call) throws ErrnoException {
    throwIfPoisoned(call, " not to be relied on");
  }

  private void throwIfPoisoned(String call, String consequence) throws ErrnoException {
    if (first.get() != null) {
      throw refusal(call + consequence);
    }
  }

  /**
   * {@return the first failure, as a fresh exception whose cause it is, or null if there is none}
   *
   * @param consequence what follows from it, for the message
   */
  ErrnoException refusal(String consequence) {
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
