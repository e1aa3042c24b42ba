// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.Errno;
import io.dio.align.foreign.DeniedCalls;

/**
 * The list of errors which say that a sync or a durable write was not tried. After any other error
 * data that was written before may be lost.
 *
 * <p>The list names the harmless errors and not the harmful ones, because there is no complete list
 * of harmful errors. The kernel keeps the error of a lost write as the driver or the server gave
 * it, and reports it once per open file: EIO, ENOSPC and EDQUOT, but also ENODATA (medium error),
 * EREMOTEIO, ETIMEDOUT, ENOLINK, ENODEV, EILSEQ, ENOMEM, EBADE, EBUSY, ESTALE and more. An error
 * that is missing here by mistake costs the caller a file that has to be opened again. An error
 * that is here by mistake costs data that was acknowledged.
 */
final class UntriedCalls {
  private UntriedCalls() {}

  /** {@return whether a failure of a sync or a durable write says that it was not tried} */
  static boolean contains(String call, int errno) {
    return isUntried(errno)
        || (!isSync(call) && isUntriedWrite(errno))
        // A filter answered in place of the kernel.
        || DeniedCalls.isDenied(call, errno);
  }

  private static boolean isSync(String call) {
    return call.equals("fsync") || call.equals("fdatasync") || call.equals("sync_file_range");
  }

  /** Errors that mean the same for syncs and for durable writes. */
  private static boolean isUntried(int errno) {
    // A signal came before the call. The data is still in the page cache.
    return errno == Errno.EINTR
        // A ring cancelled it before it began, possibly because of a linked operation.
        || errno == Errno.ECANCELED
        // The caller forbade the call to wait (NO_WAIT), or it has to be given to a thread first.
        || errno == Errno.EAGAIN
        // There is no open file behind the descriptor or in the slot.
        || errno == Errno.EBADF
        // The file cannot be synced, as one in /proc, or the arguments do not fit it.
        || errno == Errno.EINVAL
        // The file system is read-only, after an error of its own too. It stays so until it is
        // mounted again, and answers every later sync in the same way.
        || errno == Errno.EROFS
        // File system or kernel do not have the call or the flag.
        || errno == Errno.EOPNOTSUPP
        || errno == Errno.ENOTSUP
        || errno == Errno.ENOSYS;
  }

  /**
   * Errors by which the kernel refuses a write at once. A sync has no such reasons. When it fails
   * with one of them it passes on what a server answered to an earlier write.
   */
  private static boolean isUntriedWrite(int errno) {
    // The file is sealed or immutable, the device is read-only, or a filter forbids the call.
    return errno == Errno.EPERM
        // The memory cannot be read.
        || errno == Errno.EFAULT
        // The range ends behind the largest offset, or behind the limit of the process.
        || errno == Errno.EFBIG
        // The file in the slot does not support offsets.
        || errno == Errno.ESPIPE
        // The file is used for swapping.
        || errno == Errno.ETXTBSY;
  }
}
