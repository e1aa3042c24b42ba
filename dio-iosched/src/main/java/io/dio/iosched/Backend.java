// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/**
 * The way in which a scheduler executes its operations.
 *
 * @since 0.1.0
 */
public enum Backend {
  /** An io_uring, owned by one coordinator thread. {@code submit} does not block. */
  URING,
  /**
   * Blocking POSIX calls on the submitting thread. A ticket is done when {@code submit} returns.
   */
  POSIX_INLINE,
  /** Blocking POSIX calls on worker threads of the scheduler. {@code submit} does not block. */
  POSIX_WORKERS
}
