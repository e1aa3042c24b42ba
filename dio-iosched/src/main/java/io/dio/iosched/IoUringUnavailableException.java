// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.io.Serial;

/**
 * A ring was asked for and cannot be had: {@link #unavailabilityCause} tells why this attempt
 * failed, and what would help. {@link IoUring#unavailabilityCause} tells of an attempt of its own,
 * which may have found more descriptors, memory or threads than this one.
 */
public final class IoUringUnavailableException extends UnsupportedOperationException {
  @Serial private static final long serialVersionUID = 1L;

  private final UnavailabilityCause unavailabilityCause;

  /**
   * Creates the exception.
   *
   * @param context what was to be done, in words
   * @param unavailabilityCause why there is no ring, and what would help
   * @param cause the failed call, or null
   */
  public IoUringUnavailableException(
      String context, UnavailabilityCause unavailabilityCause, Throwable cause) {
    super(context + ": " + unavailabilityCause, cause);
    this.unavailabilityCause = unavailabilityCause;
  }

  /** {@return why this attempt to set up a ring failed, and what would help} */
  public UnavailabilityCause unavailabilityCause() {
    return unavailabilityCause;
  }
}
