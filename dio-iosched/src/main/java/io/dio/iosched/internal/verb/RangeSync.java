// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.verb;

import io.dio.iosched.Verb;
import io.dio.iosched.liburing.liburing_h;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.LinuxFileFlags;

/** sync_file_range(2), which writes the dirty pages of a range and waits for them. */
public final class RangeSync extends FileCommand {
  /**
   * Creates one for a range.
   *
   * @param length at most 4 GiB - 1; 0 means the rest of the file
   */
  public RangeSync(long fileOffset, long length) {
    super(Verb.SYNC_RANGE, fileOffset, length);
    requireShortRange(fileOffset, length);
  }

  @Override
  public String operands() {
    return rangeText(fileOffset(), byteSize());
  }

  @Override
  public int call(int descriptor) {
    return HostFiles.current().syncRange(descriptor, fileOffset(), byteSize());
  }

  @Override
  public RingEntry ringEntry() {
    return new RingEntry(
        liburing_h.IORING_OP_SYNC_FILE_RANGE(),
        fileOffset(),
        0,
        (int) byteSize(),
        LinuxFileFlags.SYNC_FILE_RANGE_WRITE_AND_WAIT);
  }
}
