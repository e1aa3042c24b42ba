// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import java.io.IOException;
import java.io.Serial;

/**
 * Thrown if a transfer moved fewer bytes than requested although no system call failed. A read
 * reached the end of the file, or a write stopped early.
 *
 * @since 0.1.0
 */
public final class ShortTransferException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** The number of bytes requested. */
  private final long expected;

  /** The number of bytes transferred. */
  private final long transferred;

  /**
   * Creates the exception for one transfer.
   *
   * @param operation the operation and its file, for the message
   * @param expected the number of bytes requested
   * @param transferred the number of bytes transferred, from the first byte on
   */
  public ShortTransferException(String operation, long expected, long transferred) {
    super(operation + ": " + transferred + " of " + expected + " bytes transferred");
    this.expected = expected;
    this.transferred = transferred;
  }

  /** {@return the number of bytes requested} */
  public long expected() {
    return expected;
  }

  /** {@return the number of bytes transferred, from the first byte on} */
  public long transferred() {
    return transferred;
  }
}
