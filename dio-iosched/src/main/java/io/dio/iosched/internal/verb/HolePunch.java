// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.verb;

import io.dio.iosched.Verb;
import io.dio.iosched.liburing.liburing_h;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.LinuxFileFlags;

/** fallocate(2) with FALLOC_FL_PUNCH_HOLE. */
public final class HolePunch extends FileCommand {
  private static final int MODE =
      LinuxFileFlags.FALLOC_FL_PUNCH_HOLE | LinuxFileFlags.FALLOC_FL_KEEP_SIZE;

  /** Creates one for a range of at least one byte. */
  public HolePunch(long fileOffset, long length) {
    super(Verb.PUNCH_HOLE, fileOffset, length);
    requireBytes(fileOffset, length);
  }

  @Override
  public String operands() {
    return "PUNCH_HOLE, " + rangeText(fileOffset(), byteSize());
  }

  @Override
  public int call(int descriptor) {
    return HostFiles.current().punchHole(descriptor, fileOffset(), byteSize());
  }

  /** The length is in addr and the mode in len. */
  @Override
  public RingEntry ringEntry() {
    return new RingEntry(liburing_h.IORING_OP_FALLOCATE(), fileOffset(), byteSize(), MODE, 0);
  }
}
