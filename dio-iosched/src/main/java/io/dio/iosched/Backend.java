// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/** How a scheduler reaches the kernel. */
public enum Backend {
  /** A ring, owned by one coordinator thread; submitting never blocks. */
  URING,
  /** Blocking calls on the submitting thread; a ticket is done when {@code submit} returns. */
  POSIX_INLINE,
  /** Blocking calls on threads of the scheduler; submitting never blocks. */
  POSIX_WORKERS
}
