// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BehindEndTest {
  private static final int FILE_BYTES = 10_000;

  @TempDir private Path folder;
  private DioFile file;
  private int block;

  @BeforeEach
  void createFile() throws IOException {
    file = DioFile.open(folder.resolve("f"), READ, WRITE, CREATE, DirectMode.REQUIRED);
    file.truncate(FILE_BYTES);
    block = file.alignment().readOffset();
  }

  @AfterEach
  void closeFile() throws IOException {
    file.close();
  }

  @Test
  void aReadOverTheEndIsCutToTheBlocksOfTheFile() throws IOException {
    int end = (FILE_BYTES + block - 1) / block * block;
    assertThat(BehindEnd.bytesInFile(failure(Errno.EIO), file, block, 1 << 20))
        .isEqualTo(end - block);
  }

  @Test
  void nothingIsLeftOfAReadBehindTheEnd() throws IOException {
    assertThat(BehindEnd.bytesInFile(failure(Errno.EIO), file, 1 << 20, 4096)).isZero();
  }

  @Test
  void anErrorInsideTheFileIsReported() {
    assertReported(failure(Errno.EIO), file, 0, 8192);
  }

  @Test
  void anErrorInTheLastBlockIsReported() {
    long end = (FILE_BYTES + block - 1L) / block * block;
    assertReported(failure(Errno.EIO), file, 0, end);
  }

  @Test
  void anotherErrorIsReported() {
    assertReported(failure(Errno.EINVAL), file, 0, 1 << 20);
    assertReported(new IOException("no errno"), file, 0, 1 << 20);
  }

  @Test
  void anErrorOfABufferedFileIsReported() throws IOException {
    try (DioFile buffered = DioFile.open(file.path(), READ)) {
      assertReported(failure(Errno.EIO), buffered, 0, 1 << 20);
    }
  }

  @Test
  void severalSegmentsAreCutWhereTheBytesEnd() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(10);
      MemorySegment two = arena.allocate(20);
      List<MemorySegment> all = List.of(one, two, arena.allocate(30));
      assertThat(BehindEnd.first(all, 25)).containsExactly(one, two.asSlice(0, 15));
      assertThat(BehindEnd.first(all, 30)).containsExactly(one, two);
      assertThat(BehindEnd.first(all, 60)).isEqualTo(all);
    }
  }

  private static ErrnoException failure(int errno) {
    return new ErrnoException("pread", errno, "injected");
  }

  private static void assertReported(
      IOException failure, DioFile file, long fileOffset, long byteSize) {
    assertThatThrownBy(() -> BehindEnd.bytesInFile(failure, file, fileOffset, byteSize))
        .isSameAs(failure);
  }
}
