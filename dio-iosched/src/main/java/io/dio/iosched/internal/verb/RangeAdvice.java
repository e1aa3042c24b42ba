// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.verb;

import io.dio.iosched.Verb;
import io.dio.iosched.liburing.liburing_h;
import io.dio.sys.Advice;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.LinuxFileFlags;
import java.util.Objects;

/** posix_fadvise(2). */
public final class RangeAdvice extends FileCommand {
  private final Advice advice;

  /**
   * Creates advice for a range.
   *
   * @param length at most 4 GiB - 1; 0 means the rest of the file
   */
  public RangeAdvice(long fileOffset, long length, Advice advice) {
    super(Verb.ADVISE, fileOffset, length);
    requireShortRange(fileOffset, length);
    this.advice = Objects.requireNonNull(advice, "advice");
  }

  @Override
  public String operands() {
    return rangeText(fileOffset(), byteSize()) + ", advice=" + advice;
  }

  @Override
  public int call(int descriptor) {
    return HostFiles.current().advise(descriptor, fileOffset(), byteSize(), advice);
  }

  @Override
  public RingEntry ringEntry() {
    return new RingEntry(
        liburing_h.IORING_OP_FADVISE(),
        fileOffset(),
        0,
        (int) byteSize(),
        LinuxFileFlags.adviceNumber(advice));
  }
}
