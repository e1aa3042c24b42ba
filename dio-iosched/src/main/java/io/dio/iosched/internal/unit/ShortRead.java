// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.foreign.Errno;
import io.dio.iosched.internal.request.Request;

/**
 * The progress of a read that came back short, and the read that asks for the rest.
 *
 * <p>A caller takes a short count for the end of the file. The kernel also returns one in the
 * middle of a file: when a later page cannot be read (the error comes with the next call), when the
 * memory cannot be written from some page on, or when a signal interrupts a network file system. So
 * every backend asks again behind a short count. Only a read that gets nothing there has met the
 * end of the file. If asking again fails, the whole read fails with that error.
 */
final class ShortRead {
  private final Request rest;

  /** Bytes read so far: where {@link #rest} begins. */
  private final int reached;

  private ShortRead(Request rest, int reached) {
    this.rest = rest;
    this.reached = reached;
  }

  /**
   * {@return what to go on with after {@code result}, or null if the operation is over}
   *
   * @param whole the operation as it was submitted
   * @param before its progress before, or null if it was issued for the first time
   * @param result of what was issued last: a count or a negative errno
   */
  static ShortRead after(Request whole, ShortRead before, int result) {
    if (!isPart(whole, before, result)) {
      return null;
    }
    int reached = total(before, result);
    return isInsideBlock(whole, reached) ? null : new ShortRead(whole.restFrom(reached), reached);
  }

  /**
   * {@return whether a read ended with a part only, which need not be the end of the file} If it
   * was cancelled, it must not succeed: the kernel reports what its first attempt had copied.
   *
   * @param whole the operation as it was submitted
   * @param progress of it, or null
   * @param result of what was issued last
   */
  static boolean isPart(Request whole, ShortRead progress, int result) {
    return whole.verb.isRead() && result > 0 && total(progress, result) < whole.byteSize;
  }

  /** A direct read stops inside a block only at the end of the file. */
  private static boolean isInsideBlock(Request whole, int reached) {
    return whole.file != null
        && whole.file.isDirect()
        && ((whole.fileOffset + reached) & (whole.file.alignment().readOffset() - 1)) != 0;
  }

  /** {@return the operation to issue} It holds neither memory nor file: the whole one does. */
  Request rest() {
    return rest;
  }

  /** {@return the result of the whole read, of which {@code result} is that of the last part} */
  static int total(ShortRead progress, int result) {
    if (progress == null) {
      return result;
    }
    if (result == -Errno.EINVAL && progress.mayBeMisaligned()) {
      // The kernel took the whole read, so it objects to where the rest begins: inside a block.
      return progress.reached;
    }
    return result < 0 ? result : progress.reached + result;
  }

  /** Nobody knows the alignment of the file in a slot. */
  private boolean mayBeMisaligned() {
    return rest.file == null || rest.file.isDirect();
  }
}
