// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.verb;

import io.dio.align.Errno;
import io.dio.iosched.Verb;
import io.dio.iosched.liburing.liburing_h;
import io.dio.sys.foreign.HostFiles;

/** fallocate(2) from the start of the file. */
public final class Allocation extends FileCommand {
  /** Creates an allocation up to {@code byteSize}, which must be at least 1. */
  public Allocation(long byteSize) {
    super(Verb.ALLOCATE, 0, byteSize);
    if (byteSize < 1) {
      throw new IllegalArgumentException("byteSize " + byteSize + " is not at least 1");
    }
  }

  @Override
  public String operands() {
    return "length=" + byteSize();
  }

  /** A file system that runs out of space during the call keeps the blocks reserved so far. */
  @Override
  public String note(int errno) {
    return errno == Errno.ENOSPC || errno == Errno.EDQUOT
        ? "; the file may have grown, and keeps the storage reserved so far: truncate it to its old"
            + " size to give that back"
        : "";
  }

  @Override
  public int call(int descriptor) {
    return HostFiles.current().allocate(descriptor, byteSize());
  }

  /** The length is in addr and the mode in len. */
  @Override
  public RingEntry ringEntry() {
    return new RingEntry(liburing_h.IORING_OP_FALLOCATE(), 0, byteSize(), 0, 0);
  }
}
