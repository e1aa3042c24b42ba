// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import io.dio.iosched.Ticket;
import java.io.IOException;

/**
 * A submission whose result was not looked at yet, and the bytes that it touches.
 *
 * @param ticket of the submission
 * @param area where it reads or writes
 * @param from its first byte
 * @param to the byte behind its last
 * @param write whether it changes bytes
 * @param outcome compares the result with the model
 */
record Pending(Ticket ticket, Area area, int from, int to, boolean write, Outcome outcome) {

  /** Compares a result with the model. */
  interface Outcome {
    /**
     * Compares.
     *
     * @param failure what {@link Ticket#await()} threw, or null
     */
    void check(Ticket ticket, IOException failure) throws IOException;
  }

  boolean conflictsWith(Area area, int from, int to, boolean write) {
    return this.area == area && (write || this.write) && from < this.to && this.from < to;
  }
}
