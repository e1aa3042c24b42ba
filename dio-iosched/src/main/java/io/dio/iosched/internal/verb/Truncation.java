// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.verb;

import io.dio.iosched.Verb;
import io.dio.iosched.liburing.liburing_h;
import io.dio.sys.foreign.FileCalls;

/** ftruncate(2). Rings have it since Linux 6.9. */
public final class Truncation extends FileCommand {
  /** Creates a truncation to {@code byteSize}, which must not be negative. */
  public Truncation(long byteSize) {
    super(Verb.TRUNCATE, 0, byteSize);
    if (byteSize < 0) {
      throw new IllegalArgumentException("byteSize " + byteSize + " is negative");
    }
  }

  @Override
  public String operands() {
    return "length=" + byteSize();
  }

  @Override
  public int call(int descriptor) {
    return FileCalls.ftruncate(descriptor, byteSize());
  }

  @Override
  public RingEntry ringEntry() {
    return new RingEntry(liburing_h.IORING_OP_FTRUNCATE(), byteSize(), 0, 0, 0);
  }

  @Override
  public boolean ringMayLackIt() {
    return true;
  }
}
