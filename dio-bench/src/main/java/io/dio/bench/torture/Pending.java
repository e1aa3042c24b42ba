// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import io.dio.iosched.Ticket;
import io.dio.sys.DioFile;
import java.io.IOException;

/**
 * A submission whose result was not looked at yet, and the bytes that it touches.
 *
 * @param ticket of the submission
 * @param area where it reads or writes
 * @param file the file that it uses; null if a slot holds it
 * @param from its first byte
 * @param to the byte behind its last
 * @param write whether it changes bytes
 * @param outcome compares the result with the model
 */
record Pending(
    Ticket ticket, Area area, DioFile file, int from, int to, boolean write, Outcome outcome) {

  /** Creates one of a submission that has just been made, on the area's present file. */
  static Pending of(Ticket ticket, Area area, int from, int to, boolean write, Outcome outcome) {
    return new Pending(ticket, area, area.file(), from, to, write, outcome);
  }

  /** Compares a result with the model. */
  interface Outcome {
    /**
     * Compares.
     *
     * @param failure what {@link Ticket#await()} threw, or null
     */
    void check(Ticket ticket, IOException failure) throws IOException;
  }

  /**
   * {@return whether it uses the file that {@code area} has now} The area may have been closed and
   * opened since then. The earlier file is not used any more then, but its tickets may hear of that
   * a little later.
   */
  @SuppressWarnings("ReferenceEquality") // compares identity on purpose
  boolean usesPresentFileOf(Area area) {
    return this.area == area && file == area.file();
  }

  boolean conflictsWith(Area area, int from, int to, boolean write) {
    return this.area == area && (write || this.write) && from < this.to && this.from < to;
  }
}
