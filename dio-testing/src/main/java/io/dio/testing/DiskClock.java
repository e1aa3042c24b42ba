// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

/** Numbers the changes of a disk in their order. Guarded by the disk's lock. */
final class DiskClock {
  /** The work of changes that no submitted operation made. */
  static final long UNKNOWN_WORK = 0;

  private long latest;

  long next() {
    return ++latest;
  }

  /** {@return the number of the latest change} */
  long latest() {
    return latest;
  }
}
