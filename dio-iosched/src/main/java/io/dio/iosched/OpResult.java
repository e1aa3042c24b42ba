// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one operation of a ticket.
 *
 * @param bytesTransferred in bytes; 0 after an error other than a short transfer, and for
 *     operations that transfer none
 * @param failure why it failed, if it did: an {@link io.dio.align.ErrnoException} with ECANCELED
 *     for one that a chain never came to
 */
public record OpResult(long bytesTransferred, Optional<IOException> failure) {
  /** Refuses null. */
  public OpResult {
    Objects.requireNonNull(failure, "failure");
  }
}
