// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFolderTest {
  private static final Path IN_MEMORY = Path.of("/dev/shm");

  @TempDir private Path folder;

  @Test
  void prefersADiskToMemory() throws IOException {
    assumeThat(Files.isWritable(IN_MEMORY)).as("/dev/shm can be written").isTrue();
    assumeThat(DiskFolder.of(folder).isInMemory()).as("temporary folder in memory").isFalse();
    assertThat(DiskFolder.of(IN_MEMORY).isInMemory()).isTrue();
    assertThat(DiskFolder.best(List.of(IN_MEMORY, folder)).path()).isEqualTo(folder);
    assertThat(DiskFolder.best(List.of(folder, IN_MEMORY)).path()).isEqualTo(folder);
    assertThat(DiskFolder.best(List.of(IN_MEMORY)).path()).isEqualTo(IN_MEMORY);
  }

  @Test
  void amongEqualsTheFirstIsTaken() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    assertThat(DiskFolder.best(List.of(folder, other)).path()).isEqualTo(folder);
  }

  @Test
  void foldersThatAreNotThereAreNoCandidates() throws IOException {
    Path missing = folder.resolve("missing");
    assertThat(DiskFolder.best(List.of(missing, folder)).path()).isEqualTo(folder);
    assertThatThrownBy(() -> DiskFolder.best(List.of(missing)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing")
        .hasMessageContaining("--file");
  }
}
