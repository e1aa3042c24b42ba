// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/**
 * The implementation that makes the ring's system calls.
 *
 * @since 0.1.0
 */
public enum LiburingSource {
  /** The system's liburing if version 2.3 or later is installed, otherwise {@link #EMBEDDED}. */
  AUTO,
  /** The system's {@code liburing.so.2}. Without it, opening a scheduler fails. */
  SYSTEM,
  /** Direct calls by dio of the three io_uring system calls. Nothing needs to be installed. */
  EMBEDDED
}
