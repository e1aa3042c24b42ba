// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.Mapping;
import io.dio.sys.Advice;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheResidueTest {
  private static final int PAGES = 100;

  @TempDir private Path folder;

  @Test
  void whatWasWrittenIsCachedUntilItIsEvicted() throws IOException {
    Path file = folder.resolve("file");
    Files.write(file, new byte[PAGES * Mapping.pageSize() - 1]);
    assertThat(CacheResidue.pages(file)).isEqualTo(PAGES);
    try (DioFile open = DioFile.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      open.sync();
      open.advise(0, 0, Advice.DONT_NEED);
    }
    String fileSystem = Files.getFileStore(file).type();
    assertThat(CacheResidue.pages(file)).isEqualTo(fileSystem.equals("tmpfs") ? PAGES : 0);
  }

  @Test
  void anEmptyFileHasNoPages() throws IOException {
    assertThat(CacheResidue.pages(Files.createFile(folder.resolve("empty")))).isZero();
  }
}
