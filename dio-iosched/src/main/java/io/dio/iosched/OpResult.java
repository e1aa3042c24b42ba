// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * The result of one operation of a ticket.
 *
 * @param bytesTransferred the number of bytes transferred. It is 0 after every error except a short
 *     transfer, and for operations that transfer nothing.
 * @param failure the failure; empty if the operation succeeded. An operation that its chain never
 *     reached has an {@link io.dio.align.ErrnoException} with ECANCELED.
 * @since 0.1.0
 */
public record OpResult(long bytesTransferred, Optional<IOException> failure) {
  /** Checks that the failure is not null. */
  public OpResult {
    Objects.requireNonNull(failure, "failure");
  }
}
