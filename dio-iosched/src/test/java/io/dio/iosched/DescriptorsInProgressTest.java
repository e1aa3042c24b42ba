// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.testing.FrozenFileSystem;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.InheritedDescriptors;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Descriptors that a call opens and closes again. The file system is frozen, so the call stops
 * while it has them.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DescriptorsInProgressTest {
  @TempDir private Path output;

  private void assertNotInheritedWhile(FrozenFileSystem frozen, Path opened, Background.Action call)
      throws Exception {
    frozen.freeze();
    Background<Void> running = Background.run(call);
    List<Integer> descriptors = List.of();
    while (descriptors.isEmpty()) {
      descriptors = OpenDescriptors.of(opened);
    }
    try {
      DescriptorClauses.assertCloseOnExec(List.of(opened.toRealPath().toString()));
      assertThat(InheritedDescriptors.list(output))
          .noneMatch(line -> line.contains(frozen.root().getFileName().toString()));
      assertThat(OpenDescriptors.of(opened)).as("the call still has it").isNotEmpty();
    } finally {
      frozen.thaw();
    }
    running.get();
  }

  @Test
  void theFolderOfAFileThatIsReplacedIsNotInherited() throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount();
        Arena arena = Arena.ofShared()) {
      MemorySegment contents = arena.allocate(4096, 4096);
      Path file = frozen.root().resolve("replaced");
      assertNotInheritedWhile(frozen, frozen.root(), () -> DioFile.writeFile(file, contents));
      assertThat(file).hasSize(4096);
    }
  }

  @Test
  void aFileThatIsBeingOpenedIsNotInherited() throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount()) {
      Path file = Files.write(frozen.root().resolve("truncated"), new byte[100]);
      assertNotInheritedWhile(frozen, file, () -> truncate(file));
      assertThat(file).isEmptyFile();
    }
  }

  private static void truncate(Path file) throws IOException {
    DioFile.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING).close();
  }
}
