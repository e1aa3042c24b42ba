// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

/** Numbers the changes of a disk in their order. Guarded by the disk's lock. */
final class DiskClock {
  private long latest;

  long next() {
    return ++latest;
  }

  /** {@return the number of the latest change} */
  long latest() {
    return latest;
  }
}
