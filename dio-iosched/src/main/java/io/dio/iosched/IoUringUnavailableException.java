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
   * @param refused why there is no ring
   */
  IoUringUnavailableException(String context, RingUnavailableException refused) {
    super(context + ": " + refused.unavailabilityCause(), refused.getCause());
    this.unavailabilityCause = refused.unavailabilityCause();
  }

  /** {@return why this attempt to set up a ring failed, and what would help} */
  public UnavailabilityCause unavailabilityCause() {
    return unavailabilityCause;
  }
}
