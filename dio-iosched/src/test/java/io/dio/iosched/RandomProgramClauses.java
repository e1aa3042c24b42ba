// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.mempool.SlabPool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random programs of operations, compared with an array of bytes. */
interface RandomProgramClauses extends BackendContract {
  int STEPS = 1_000;

  /** {@return the seed of {@code -Ddio.test.seed}, or a new one} */
  private static long seed() {
    return Long.getLong("dio.test.seed", System.nanoTime());
  }

  @ParameterizedTest
  @EnumSource
  default void aRandomProgramLeavesTheBytesOfItsModel(FileKind kind) throws Exception {
    try (SlabPool slab = RandomProgram.newSlab()) {
      RandomProgram program = new RandomProgram(seed(), scheduler(), newFile(kind), arena(), slab);
      program.run(STEPS);
      program.assertCounted(scheduler().stats());
    }
  }

  @Test
  default void programsOfManyThreadsDoNotDisturbEachOther() throws Exception {
    try (SlabPool slab = RandomProgram.newSlab()) {
      List<Background<Void>> running = new ArrayList<>();
      long seed = seed();
      for (FileKind kind : FileKind.values()) {
        for (ThreadKind threads : ThreadKind.values()) {
          RandomProgram program =
              new RandomProgram(seed++, scheduler(), newFile(kind), arena(), slab);
          running.add(Background.run(() -> threads.run(() -> program.run(STEPS / 2))));
        }
      }
      for (Background<Void> program : running) {
        program.get();
      }
    }
  }
}
