// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/**
 * What a single read or write can be asked for beside its transfer; see preadv2(2). A transfer with
 * flags is never merged with others.
 */
public enum TransferFlag {
  /**
   * RWF_NOWAIT (Linux 4.14): fails with EAGAIN where it would have to wait for the device or a
   * lock, which {@link io.dio.align.ErrnoException#isTransient} tells. Reads and writes.
   */
  NO_WAIT(0x8, true),

  /** RWF_DSYNC (Linux 4.7): what {@link Op#durable} asks for. Writes. */
  DATA_SYNC(0x2, false),

  /**
   * RWF_DONTCACHE (Linux 6.14): through the page cache, but dropped from it afterwards. Reads and
   * writes.
   */
  DONT_CACHE(0x80, true),

  /**
   * RWF_ATOMIC (Linux 6.11): all or nothing of the write survives a power failure. Writes, on
   * devices and file systems that can; never emulated.
   */
  ATOMIC(0x40, false);

  private final int rwf;
  private final boolean read;

  TransferFlag(int rwf, boolean read) {
    this.rwf = rwf;
    this.read = read;
  }

  /** {@return the RWF_ bit of linux/fs.h} */
  public int rwf() {
    return rwf;
  }

  /** {@return whether a read can have it; every write can} */
  public boolean suitsReads() {
    return read;
  }

  /**
   * {@return whether a transfer without it is still what was asked for, only slower or costlier}
   */
  public boolean isDroppable() {
    return this == DONT_CACHE;
  }
}
