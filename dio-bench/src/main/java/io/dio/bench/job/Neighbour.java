// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.backend.DurableWrite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** An activity next to a job. It lasts from its start until it is closed. */
public interface Neighbour extends AutoCloseable {
  /** Nothing goes on. */
  Neighbour NONE =
      new Neighbour() {
        @Override
        public OptionalLong syncs() {
          return OptionalLong.empty();
        }

        @Override
        public void close() {}
      };

  /**
   * Starts it.
   *
   * @param beside what is to go on
   * @param folder where the temporary file is made that it writes to: that of the job's file
   * @param write how that is written
   */
  static Neighbour start(Beside beside, Path folder, DurableWrite write) throws IOException {
    return switch (beside) {
      case NONE -> NONE;
      case SYNC -> SyncingNeighbour.start(folder, write);
    };
  }

  /** {@return how often a file was made durable up to now; empty if none is} */
  OptionalLong syncs();

  /**
   * Ends it, and leaves nothing behind.
   *
   * @throws IOException if it had failed
   */
  @Override
  void close() throws IOException;
}
