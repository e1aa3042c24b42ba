// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.ErrnoException;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.OpenDescriptors;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileCopyTest {
  @TempDir Path folder;

  private static byte[] random(int byteSize) {
    byte[] bytes = new byte[byteSize];
    new Random(byteSize).nextBytes(bytes);
    return bytes;
  }

  private static DioFile open(Path path, boolean direct) throws IOException {
    List<OpenOption> options = new ArrayList<>(List.of(READ, WRITE, CREATE));
    if (direct) {
      options.add(DirectMode.REQUIRED);
    }
    return DioFile.open(path, options.toArray(OpenOption[]::new));
  }

  static List<Arguments> copies() {
    List<Arguments> copies = new ArrayList<>();
    for (boolean direct : new boolean[] {false, true}) {
      for (int length : new int[] {1, 8192, 100_000, 3 << 20}) {
        for (long offset : new long[] {4096, 1234}) {
          for (long targetOffset : new long[] {0, 8192, 77}) {
            copies.add(Arguments.of(direct, length, offset, targetOffset));
          }
        }
      }
    }
    return copies;
  }

  /**
   * Copies to another file system, because the kernel does not copy between file systems by itself.
   */
  @Test
  void anyRangeIsCopiedThroughMemory() throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.EXT4)) {
      for (Arguments arguments : copies()) {
        assertCopied(files.root().resolve("target"), arguments.get());
      }
    }
  }

  @Test
  void anyRangeIsCopiedByTheKernel() throws IOException {
    for (Arguments arguments : copies()) {
      assertCopied(folder.resolve("target"), arguments.get());
    }
  }

  private void assertCopied(Path target, Object... arguments) throws IOException {
    boolean direct = (boolean) arguments[0];
    int length = (int) arguments[1];
    long offset = (long) arguments[2];
    long targetOffset = (long) arguments[3];
    byte[] content = random((int) offset + length + 500);
    Path source = folder.resolve("source");
    Files.write(source, content);
    byte[] old = new byte[(int) targetOffset + length + 300];
    Arrays.fill(old, (byte) 9);
    Files.write(target, old);
    try (DioFile from = open(source, direct);
        DioFile to = open(target, direct)) {
      assertThat(from.copyTo(to, offset, targetOffset, length)).isEqualTo(length);
    }
    System.arraycopy(content, (int) offset, old, (int) targetOffset, length);
    assertThat(Files.readAllBytes(target)).as(Arrays.toString(arguments)).isEqualTo(old);
    assertThat(OpenDescriptors.of(source)).isEmpty();
    assertThat(OpenDescriptors.of(target)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("ends")
  void aCopyEndsWhereTheSourceDoes(int sourceSize, long offset, long expected) throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.TMPFS)) {
      Files.write(folder.resolve("source"), random(sourceSize));
      for (Path target : List.of(folder.resolve("target"), files.root().resolve("target"))) {
        try (DioFile from = open(folder.resolve("source"), true);
            DioFile to = open(target, false)) {
          assertThat(from.copyTo(to, offset, 0, 1 << 20)).isEqualTo(expected);
          assertThat(to.size()).isEqualTo(expected);
        }
      }
    }
  }

  static List<Arguments> ends() {
    return List.of(
        Arguments.of(5000, 0L, 5000L),
        Arguments.of(5000, 4096L, 904L),
        Arguments.of(5000, 8192L, 0L),
        Arguments.of(4096, 8192L, 0L),
        Arguments.of(0, 0L, 0L));
  }

  /**
   * The kernel generates these files while they are read. It reports a size of 0 for the first
   * ones, and a whole page for the last one, which has fewer bytes.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"/proc/version", "/proc/kallsyms", "/proc/filesystems", "/sys/kernel/profiling"})
  void whatReadingGivesIsCopiedWhateverTheReportedSize(Path source) throws IOException {
    Skip.unless(Files.isReadable(source), source + " is there and may be read");
    byte[] content = Files.readAllBytes(source);
    for (OpenOption[] options :
        List.of(
            new OpenOption[] {READ, WRITE, CREATE},
            new OpenOption[] {READ, WRITE, CREATE, DSYNC},
            new OpenOption[] {READ, WRITE, CREATE, DirectMode.PREFERRED})) {
      Path target = folder.resolve("target");
      try (DioFile from = DioFile.open(source);
          DioFile to = DioFile.open(target, options)) {
        assertThat(from.size()).isNotEqualTo(content.length);
        assertThat(from.copyTo(to, 0, 0, Long.MAX_VALUE)).isEqualTo(content.length);
        assertThat(to.size()).isEqualTo(content.length);
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
        assertThat(from.copyTo(to, content.length, 0, 100)).as("behind the end").isZero();
        assertThat(from.copyTo(to, 1, 0, 1)).isEqualTo(1);
        assertThat(Files.readAllBytes(target)).startsWith(content[1]).hasSize(content.length);
      }
      assertThat(OpenDescriptors.of(target)).isEmpty();
      Files.delete(target);
    }
  }

  @Test
  void aFileIsCopiedWithinItselfWhereNothingOverlaps() throws IOException {
    Path path = folder.resolve("data");
    byte[] content = random(4 * 4096);
    Files.write(path, content);
    try (DioFile file = open(path, false);
        DioFile same = open(path, false)) {
      assertThat(file.copyTo(same, 0, 8192, 8192)).isEqualTo(8192);
      assertThatThrownBy(() -> file.copyTo(same, 0, 8191, 8192))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("offset 0 and targetOffset 8191")
          .hasMessageContaining("overlap");
      assertThatThrownBy(() -> file.copyTo(file, 4096, 0, 4097))
          .isInstanceOf(IllegalArgumentException.class);
    }
    System.arraycopy(content, 0, content, 8192, 8192);
    assertThat(Files.readAllBytes(path)).isEqualTo(content);
  }

  @Test
  void aFailureTellsHowFarItCame() throws IOException {
    Files.write(folder.resolve("source"), random(2 << 20));
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.TMPFS, 512, 1 << 20, folder);
        DioFile from = open(folder.resolve("source"), false);
        DioFile to = open(files.root().resolve("target"), false)) {
      assertThatThrownBy(() -> from.copyTo(to, 0, 0, 2 << 20))
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("ENOSPC")
          .hasMessageContaining("; after ")
          .hasMessageContaining(" of " + (2 << 20) + " bytes");
    }
  }

  @Test
  void badArgumentsAreRefused() throws IOException {
    Path path = folder.resolve("data");
    Files.write(path, random(100));
    try (DioFile file = open(path, false);
        DioFile reader = DioFile.open(path);
        DioFile writer = DioFile.open(path, WRITE)) {
      DioFile closed = open(path, false);
      closed.close();
      assertThatThrownBy(() -> file.copyTo(closed, 0, 0, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is closed");
      assertThatThrownBy(() -> file.copyTo(reader, 0, 200, 10))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("WRITE");
      assertThatThrownBy(() -> writer.copyTo(file, 0, 200, 10))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("READ");
      assertThatThrownBy(() -> file.copyTo(file, -1, 0, 10))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> file.copyTo(file, 0, Long.MAX_VALUE, 10))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> file.copyTo(file, 0, 200, -10))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> file.copyTo(null, 0, 0, 0)).isInstanceOf(NullPointerException.class);
      assertThat(file.copyTo(file, 0, 0, 0)).isZero();
    }
  }
}
