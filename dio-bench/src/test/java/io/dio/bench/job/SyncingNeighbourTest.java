// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.bench.backend.DurableWrite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncingNeighbourTest {
  @TempDir private Path folder;
  private Path jobFile;

  @BeforeEach
  void aJobsFile() throws IOException {
    jobFile = Files.writeString(folder.resolve("file"), "the job's");
  }

  private List<Path> others() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.equals(jobFile)).toList();
    }
  }

  @Test
  void itWritesToAFileOfItsOwnUntilItIsClosed() throws Exception {
    CountDownLatch third = new CountDownLatch(3);
    AtomicLong byteSize = new AtomicLong();
    DurableWrite counted =
        (file, source) -> {
          DurableWrite.BLOCKING.run(file, source);
          byteSize.set(file.size());
          third.countDown();
        };
    try (Neighbour neighbour = Neighbour.start(Beside.SYNC, folder, counted)) {
      assertThat(third.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(neighbour.syncs().orElseThrow()).isGreaterThanOrEqualTo(2);
      assertThat(byteSize).hasValue(1 << 20);
    }
    assertThat(others()).isEmpty();
    assertThat(jobFile).hasContent("the job's");
  }

  @Test
  void itsFailureIsToldAndLeavesNothing() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    Neighbour neighbour =
        Neighbour.start(
            Beside.SYNC,
            folder,
            (file, source) -> {
              called.countDown();
              throw new IOException("the disk is full");
            });
    assertThat(called.await(30, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(neighbour::close)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not made durable: the disk is full");
    assertThat(neighbour.syncs()).hasValue(0);
    assertThat(others()).isEmpty();
  }

  @Test
  void nothingIsNoFileAndNoFigure() throws IOException {
    try (Neighbour neighbour = Neighbour.start(Beside.NONE, folder, DurableWrite.BLOCKING)) {
      assertThat(neighbour.syncs()).isEmpty();
      assertThat(others()).isEmpty();
    }
  }
}
