// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import java.io.IOException;
import java.io.Serial;

/**
 * A transfer ended before all of it was done, without an error: a read met the end of the file, or
 * a write was cut short and did not go on.
 */
public final class ShortTransferException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** Bytes that were asked for. */
  private final long expected;

  /** Bytes that were transferred. */
  private final long transferred;

  /**
   * Creates the exception for one transfer.
   *
   * @param operation what was cut short and on which file, for the message
   * @param expected bytes that were asked for
   * @param transferred bytes that were transferred, counted from the first
   */
  public ShortTransferException(String operation, long expected, long transferred) {
    super(operation + ": " + transferred + " of " + expected + " bytes transferred");
    this.expected = expected;
    this.transferred = transferred;
  }

  /** {@return the number of bytes that were asked for} */
  public long expected() {
    return expected;
  }

  /** {@return the number of bytes that were transferred, counted from the first} */
  public long transferred() {
    return transferred;
  }
}
