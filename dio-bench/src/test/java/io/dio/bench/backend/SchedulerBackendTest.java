// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.SchedulerStats;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerBackendTest {
  private static final int BLOCK = 4096;

  @TempDir private Path folder;

  private OpenRequest request(Features features) throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[BLOCK]);
    return new OpenRequest(file, false, false, true, 4, 3, BLOCK, features);
  }

  private static void read(Backend backend, Arena arena, int times) throws IOException {
    Lane lane = backend.lane(backend.laneMemory(BLOCK, arena), 1, BLOCK);
    for (int i = 0; i < times; i++) {
      lane.read(0, 0);
      assertThat(lane.await(0)).isEqualTo(BLOCK);
    }
  }

  @Test
  void lanesAreDealtOutInTurnAndWhatTheSchedulersCountIsAddedUp() throws Exception {
    Features two = Features.NONE.withSlab(true).withSchedulers(2);
    try (SchedulerBackend backend = SchedulerBackend.workers(request(two));
        Arena arena = Arena.ofConfined()) {
      read(backend, arena, 1);
      read(backend, arena, 2);
      read(backend, arena, 4);
      assertThat(backend.stats()).extracting(SchedulerStats::operations).containsExactly(5L, 2L);
      assertThat(backend.traffic().orElseThrow().operations()).isEqualTo(7);
    }
  }

  @Test
  void whatIsToBeDurableGoesThroughTheSchedulerOfTheFirstLane() throws Exception {
    Features two = Features.NONE.withSchedulers(2);
    Path other = folder.resolve("other");
    try (SchedulerBackend backend = SchedulerBackend.workers(request(two));
        DioFile file = DioFile.open(other, CREATE, WRITE);
        Arena arena = Arena.ofShared()) {
      backend.durableWrite().run(file, arena.allocate(BLOCK).fill((byte) 'x'));
      assertThat(backend.stats())
          .as("a write and a sync")
          .extracting(SchedulerStats::operations)
          .containsExactly(2L, 0L);
      assertThat(backend.stats().getFirst().bytesWritten()).isEqualTo(BLOCK);
      assertThat(other).hasContent("x".repeat(BLOCK));
    }
  }

  @Test
  void chainsTakeTheSlotsOfTheirOwnScheduler() throws Exception {
    Features two = Features.NONE.withChain(true).withSchedulers(2);
    try (SchedulerBackend backend = SchedulerBackend.workers(request(two));
        Arena arena = Arena.ofConfined()) {
      read(backend, arena, 1);
      read(backend, arena, 1);
      assertThat(backend.stats())
          .as("open, read and close on each")
          .extracting(SchedulerStats::operations)
          .containsExactly(3L, 3L);
    }
  }
}
