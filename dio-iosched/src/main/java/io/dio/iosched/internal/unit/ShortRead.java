// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.Errno;
import io.dio.iosched.internal.request.Request;

/**
 * The progress of a short read, and the read of the rest.
 *
 * <p>For a caller a short count means the end of the file. But the kernel also returns short counts
 * in the middle of a file. This happens if a later page cannot be read (the next call returns the
 * error), if a part of the memory cannot be written, or if a signal interrupts a network file
 * system. So after a short count every backend reads the rest. Only if this read returns 0 bytes is
 * it the end of the file. If it fails, the whole read fails with that error.
 */
final class ShortRead {
  private final Request rest;

  /** The number of bytes read so far; {@link #rest} begins there. */
  private final int reached;

  private ShortRead(Request rest, int reached) {
    this.rest = rest;
    this.reached = reached;
  }

  /**
   * {@return the progress with which to continue after {@code result}, or null if the operation is
   * complete}
   *
   * @param whole the operation as it was submitted
   * @param before its earlier progress, or null if it was issued for the first time
   * @param result the result of the latest issue: a count or a negative errno
   */
  static ShortRead after(Request whole, ShortRead before, int result) {
    if (!isPart(whole, before, result) || !RequestHolds.isMemoryAlive(whole)) {
      return null;
    }
    int reached = total(before, result);
    return isInsideBlock(whole, reached) ? null : new ShortRead(whole.restFrom(reached), reached);
  }

  /**
   * {@return whether a read returned only a part and may not have reached the end of the file} If
   * such a read was cancelled, it must not succeed: its count is only the part that the kernel's
   * first attempt copied.
   *
   * @param whole the operation as it was submitted
   * @param progress its progress, or null
   * @param result the result of the latest issue
   */
  static boolean isPart(Request whole, ShortRead progress, int result) {
    return whole.verb.isRead() && result > 0 && total(progress, result) < whole.byteSize;
  }

  /**
   * {@return whether a direct read stopped inside a block} It does so only at the end of the file.
   */
  private static boolean isInsideBlock(Request whole, int reached) {
    return whole.file != null
        && whole.file.isDirect()
        && ((whole.fileOffset + reached) & (whole.file.alignment().readOffset() - 1)) != 0;
  }

  /** {@return the operation to issue} It does not hold memory or file; the whole operation does. */
  Request rest() {
    return rest;
  }

  /** {@return the result of the whole read if its last part ended with {@code result}} */
  static int total(ShortRead progress, int result) {
    if (progress == null) {
      return result;
    }
    if (result == -Errno.EINVAL && progress.mayBeMisaligned()) {
      // The kernel accepted the whole read. So it refuses the start of the rest, which is inside
      // a block.
      return progress.reached;
    }
    return result < 0 ? result : progress.reached + result;
  }

  /**
   * {@return whether the rest may be misaligned} The alignment of a file in a slot is not known.
   */
  private boolean mayBeMisaligned() {
    return rest.file == null || rest.file.isDirect();
  }
}
