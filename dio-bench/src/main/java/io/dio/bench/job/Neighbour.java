// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.backend.DurableWrite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** An activity next to a job. It lasts from its start until it is closed. */
public interface Neighbour extends AutoCloseable {
  /** No activity. */
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
   * @param beside the activity
   * @param folder the folder of its temporary file, which is the folder of the job's file
   * @param write the way to write it
   */
  static Neighbour start(Beside beside, Path folder, DurableWrite write) throws IOException {
    return switch (beside) {
      case NONE -> NONE;
      case SYNC -> SyncingNeighbour.start(folder, write);
    };
  }

  /** {@return the number of syncs up to now; empty if it makes none} */
  OptionalLong syncs();

  /**
   * Ends it and removes its file.
   *
   * @throws IOException if it had failed
   */
  @Override
  void close() throws IOException;
}
