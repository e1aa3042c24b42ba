// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.io.Serial;

/**
 * Thrown if a scheduler needs io_uring and it is not available. {@link #unavailabilityCause} gives
 * the cause of this attempt and a remedy. {@link IoUring#unavailabilityCause} makes an attempt of
 * its own, so its result can differ: more file descriptors, memory or threads may have been free
 * then.
 *
 * @since 0.1.0
 */
public final class IoUringUnavailableException extends UnsupportedOperationException {
  @Serial private static final long serialVersionUID = 1L;

  /** Why this attempt failed. */
  private final UnavailabilityCause unavailabilityCause;

  /**
   * Creates the exception.
   *
   * @param context the attempted action, in words
   * @param unavailabilityCause why there is no ring, and what would help
   * @param cause the failed call, or null
   */
  public IoUringUnavailableException(
      String context, UnavailabilityCause unavailabilityCause, Throwable cause) {
    super(context + ": " + unavailabilityCause, cause);
    this.unavailabilityCause = unavailabilityCause;
  }

  /** {@return the reason why this attempt to set up a ring failed, with a remedy} */
  public UnavailabilityCause unavailabilityCause() {
    return unavailabilityCause;
  }
}
