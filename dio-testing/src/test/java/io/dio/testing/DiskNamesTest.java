// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How names are found while others change them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DiskNamesTest {
  private final SimulatedDisk disk = SimulatedDisk.create();
  private final DiskNames names = new DiskNames(disk.root(), new DiskClock());

  @BeforeEach
  void createOtherFiles() throws IOException {
    for (int i = 0; i < 20; i++) {
      Files.createFile(disk.root().resolve("other" + i));
    }
  }

  @AfterEach
  void close() throws IOException {
    for (DiskFile file : names.files()) {
      file.close();
    }
    disk.close();
  }

  @Test
  void aFileThatIsBeingRenamedHasOneName() throws Exception {
    Path first = Files.createFile(disk.root().resolve("first"));
    Path second = disk.root().resolve("second");
    names.scan(0);
    AtomicBoolean stop = new AtomicBoolean();
    FutureTask<Void> renames =
        new FutureTask<>(() -> {
          while (!stop.get()) {
            Files.move(first, second, StandardCopyOption.ATOMIC_MOVE);
            Files.move(second, first, StandardCopyOption.ATOMIC_MOVE);
          }
          return null;
        });
    Thread _ = Thread.ofPlatform().start(renames);
    try {
      for (int i = 0; i < 5_000; i++) {
        names.scan(0);
        boolean isFirst = names.byName(Path.of("first")) != null;
        assertThat(names.byName(Path.of("second")) != null).isNotEqualTo(isFirst);
      }
    } finally {
      stop.set(true);
      renames.get();
    }
  }

  @Test
  void aFileWithANameElsewhereIsFound() throws Exception {
    Path file = Files.createFile(disk.root().resolve("file"));
    Path elsewhere = disk.root().resolveSibling(disk.root().getFileName() + "-link");
    Files.createLink(elsewhere, file);
    try {
      names.scan(0);
      assertThat(names.byName(Path.of("file"))).isNotNull();
      Files.delete(file);
      names.scan(0);
      assertThat(names.byName(Path.of("file"))).isNull();
    } finally {
      Files.delete(elsewhere);
    }
  }
}
