// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A source file that becomes shorter while it is copied through memory. */
@Timeout(60)
class CopyOfAShrinkingFileTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  private static DioFile open(Path path, boolean direct, OpenOption... options) throws IOException {
    List<OpenOption> all = new ArrayList<>(List.of(options));
    if (direct) {
      all.add(DirectMode.REQUIRED);
    }
    return DioFile.open(path, all.toArray(OpenOption[]::new));
  }

  /** The target's file system is frozen. So the first write waits until the source is shorter. */
  @ParameterizedTest
  @CsvSource({
    "true, true, 1572964",
    "true, false, 1572964",
    "false, true, 1572964",
    "false, false, 1572964",
    "true, true, 1048676",
    "true, true, 1572864",
    "true, true, 1048576",
    "true, true, 0"
  })
  void aCopyEndsWhereTheSourceDoesByThen(boolean fromDirect, boolean toDirect, int newSize)
      throws Exception {
    byte[] content = new byte[3 * MIB];
    new Random(1).nextBytes(content);
    Files.write(folder.resolve("source"), content);
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.EXT4);
        DioFile source = open(folder.resolve("source"), fromDirect, READ);
        DioFile target = open(files.root().resolve("target"), toDirect, WRITE, CREATE)) {
      FutureTask<Long> copy = new FutureTask<>(() -> source.copyTo(target, 0, 0, 3 * MIB));
      files.freeze();
      try {
        Thread.ofPlatform().name("copier").start(copy);
        StuckThread.await("copier", MIB);
        try (FileChannel channel = FileChannel.open(folder.resolve("source"), WRITE)) {
          channel.truncate(newSize);
        }
      } finally {
        files.thaw();
      }
      // The first piece had been read already.
      int copied = Math.max(newSize, MIB);
      assertThat(copy.get()).isEqualTo(copied);
      assertThat(Files.readAllBytes(files.root().resolve("target")))
          .isEqualTo(Arrays.copyOf(content, copied));
    }
  }
}
