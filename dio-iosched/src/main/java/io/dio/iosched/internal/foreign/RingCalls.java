// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import io.dio.iosched.LiburingSource;
import java.lang.foreign.MemorySegment;

/**
 * The calls that a ring needs. They correspond to the exported functions of liburing; {@link
 * KernelRing} replaces its inline functions. Everything else uses the memory that {@code struct
 * io_uring} describes.
 *
 * <p>Of liburing's submitting functions only {@code io_uring_enter} is used: the newer flags of
 * that call, such as NO_IOWAIT, cannot be passed through {@code io_uring_submit_and_wait}. Results
 * are {@code >= 0} or a negative errno.
 */
public sealed interface RingCalls permits EmbeddedRingCalls, SystemRingCalls {

  /** io_uring_queue_init_params(3): fills {@code ring} and {@code params}. */
  int queueInit(int entries, MemorySegment ring, MemorySegment params);

  /** io_uring_enter(2) without a signal mask. */
  int enter(int descriptor, int toSubmit, int minComplete, int flags);

  /**
   * io_uring_enter(2) without a signal mask, with a limit for the wait (IORING_ENTER_EXT_ARG, Linux
   * 5.11).
   */
  int enterFor(int descriptor, int toSubmit, int minComplete, int flags, WaitArgument wait);

  /** io_uring_register(2). */
  int register(int descriptor, int opcode, MemorySegment argument, int count);

  /**
   * io_uring_queue_exit(3): unmaps and closes. It is called once, and again if it threw for lack of
   * memory.
   */
  void queueExit(MemorySegment ring);

  /** {@return whether the ring may request a submission queue without an index array} */
  boolean mayOmitSqArray();

  /** {@return SYSTEM or EMBEDDED} */
  LiburingSource source();

  /** {@return the version of liburing; empty for the embedded calls} */
  String version();
}
