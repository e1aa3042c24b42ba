// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import io.dio.iosched.UnavailabilityCause;

/**
 * The failure to set up a ring. It does not leave this module; users get {@link
 * IoUringUnavailableException}.
 */
public final class RingUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never serialised: it does not leave the module
  private final UnavailabilityCause unavailabilityCause;

  RingUnavailableException(UnavailabilityCause unavailabilityCause, Throwable cause) {
    super(unavailabilityCause.toString(), cause);
    this.unavailabilityCause = unavailabilityCause;
  }

  public UnavailabilityCause unavailabilityCause() {
    return unavailabilityCause;
  }
}
