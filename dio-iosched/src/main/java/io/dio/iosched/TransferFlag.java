// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/**
 * An optional flag of a single read or write; see preadv2(2). A transfer with flags is never merged
 * with others.
 *
 * @since 0.1.0
 */
public enum TransferFlag {
  /**
   * RWF_NOWAIT (Linux 4.14), for reads and writes: if the transfer would have to wait for the
   * device or a lock, it fails with EAGAIN. {@link io.dio.align.ErrnoException#isTransient} is true
   * for this error.
   */
  NO_WAIT(0x8, true),

  /**
   * RWF_DSYNC (Linux 4.7), for writes: the write is durable when it completes successfully, as with
   * {@link Op#durable}.
   */
  DATA_SYNC(0x2, false),

  /**
   * RWF_DONTCACHE (Linux 6.14), for reads and writes: the transfer uses the page cache, and its
   * pages are dropped from the cache afterwards.
   */
  DONT_CACHE(0x80, true),

  /**
   * RWF_ATOMIC (Linux 6.11), for writes: after a power failure either all of the write is on the
   * device or nothing of it. It needs support by the device and the file system, and is never
   * emulated.
   */
  ATOMIC(0x40, false);

  private final int rwf;
  private final boolean read;

  TransferFlag(int rwf, boolean read) {
    this.rwf = rwf;
    this.read = read;
  }

  /** {@return the RWF_ bit as linux/fs.h defines it} */
  public int rwf() {
    return rwf;
  }

  /** {@return whether a read can have this flag; every write can} */
  public boolean suitsReads() {
    return read;
  }

  /** {@return whether a transfer without this flag has the same result, only at a higher cost} */
  public boolean isDroppable() {
    return this == DONT_CACHE;
  }
}
