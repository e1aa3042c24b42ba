// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/**
 * Whether and how a ring waits for the device by polling it, in place of an interrupt. See {@link
 * SchedulerOptions#withPolling}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/io_uring_setup.2.html">io_uring_setup(2)</a>
 * @since 0.1.0
 */
public enum Polling {
  /** The device interrupts when an operation is done. */
  NONE,

  /**
   * The kernel asks the device again and again while an operation is in flight
   * (IORING_SETUP_IOPOLL). It saves the interrupt and the change of threads after it, and occupies
   * one processor meanwhile.
   */
  BUSY,

  /**
   * As {@link #BUSY}, but the kernel first sleeps for a part of the time that such operations
   * usually take (IORING_SETUP_HYBRID_IOPOLL, Linux 6.13). It saves a part of the processor time.
   */
  HYBRID
}
