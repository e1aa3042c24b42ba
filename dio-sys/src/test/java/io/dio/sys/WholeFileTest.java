// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.SYNC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.ErrnoException;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeFileTest {
  @TempDir Path folder;
  private final Arena arena = Arena.ofShared();
  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("data");
  }

  @AfterEach
  void freeMemory() {
    arena.close();
  }

  private MemorySegment content(int byteSize) {
    MemorySegment segment = arena.allocate(byteSize, 4096);
    for (int i = 0; i < byteSize; i++) {
      segment.set(JAVA_BYTE, i, (byte) (i % 251));
    }
    return segment;
  }

  private static byte[] bytes(MemorySegment segment) {
    return segment.toArray(JAVA_BYTE);
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 512, 4096, 4097, 100_000, 1 << 20})
  void anyLengthIsWrittenDirectOrBuffered(int byteSize) throws IOException {
    MemorySegment segment = content(byteSize);
    for (OpenOption mode : List.of(DirectMode.PREFERRED, DSYNC, SYNC)) {
      Files.deleteIfExists(path);
      DioFile.writeFile(path, segment, mode);
      assertThat(Files.readAllBytes(path)).isEqualTo(bytes(segment));
      assertThat(entries()).containsExactly(path);
    }
  }

  @Test
  void anOldFileIsReplaced() throws IOException {
    Files.writeString(path, "old and longer than the new contents".repeat(1000));
    DioFile.writeFile(path, content(10));
    assertThat(Files.readAllBytes(path)).isEqualTo(bytes(content(10)));
  }

  @Test
  void aConfinedSegmentOfAnotherThreadIsWrittenToo() throws Exception {
    try (Arena confined = Arena.ofConfined()) {
      MemorySegment segment = confined.allocate(5000, 4096).fill((byte) 8);
      List<Throwable> failures = new ArrayList<>();
      Thread other =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  DioFile.writeFile(path, segment, DirectMode.PREFERRED);
                } catch (IOException | RuntimeException e) {
                  failures.add(e);
                }
              });
      other.join();
      assertThat(failures).isEmpty();
      assertThat(Files.readAllBytes(path)).isEqualTo(bytes(segment));
    }
  }

  @Test
  void readersSeeAllOfOneVersion() throws Exception {
    MemorySegment first = arena.allocate(256 << 10, 4096).fill((byte) 1);
    MemorySegment second = arena.allocate(128 << 10, 4096).fill((byte) 2);
    DioFile.writeFile(path, first);
    AtomicBoolean done = new AtomicBoolean();
    List<String> torn = new ArrayList<>();
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              while (!done.get()) {
                try {
                  byte[] seen = Files.readAllBytes(path);
                  int expected = seen[0] == 1 ? 256 << 10 : 128 << 10;
                  if (seen.length != expected || seen[seen.length - 1] != seen[0]) {
                    torn.add(seen.length + " bytes");
                  }
                } catch (IOException e) {
                  torn.add(e.toString());
                }
              }
            });
    for (int i = 0; i < 20; i++) {
      DioFile.writeFile(path, i % 2 == 0 ? second : first, DirectMode.PREFERRED);
    }
    done.set(true);
    reader.join();
    assertThat(torn).isEmpty();
  }

  @Test
  void aFailureKeepsTheOldFileAndLeavesNothingElse() throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.TMPFS, 512, 1 << 20, folder)) {
      Path target = files.root().resolve("data");
      Files.writeString(target, "old");
      assertThatThrownBy(() -> DioFile.writeFile(target, content(2 << 20)))
          .isExactlyInstanceOf(FileSystemException.class)
          .hasCauseInstanceOf(ErrnoException.class)
          .hasMessageStartingWith(target + ": ")
          .hasMessageContaining("ENOSPC")
          .hasMessageContaining("of " + (2 << 20) + " bytes");
      assertThat(target).hasContent("old");
      try (Stream<Path> entries = Files.list(files.root())) {
        assertThat(entries).containsExactly(target);
      }
    }
  }

  @Test
  void aDirectoryIsNotReplaced() throws IOException {
    Files.createDirectory(path);
    assertThatThrownBy(() -> DioFile.writeFile(path, content(10)))
        .isExactlyInstanceOf(FileSystemException.class)
        .hasCauseInstanceOf(ErrnoException.class)
        .hasMessageContaining(" -> " + path + ": rename(source=")
        .hasMessageContaining("target=" + path + "): EISDIR");
    assertThat(entries()).containsExactly(path);
  }

  @Test
  void badArgumentsAreRefusedBeforeAnythingHappens() throws IOException {
    assertThatThrownBy(() -> DioFile.writeFile(path, content(10), APPEND))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("option APPEND");
    assertThatThrownBy(() -> DioFile.writeFile(path, MemorySegment.ofArray(new byte[10])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("heap segment");
    assertThatThrownBy(
            () -> DioFile.writeFile(path, content(10), DirectMode.PREFERRED, DirectMode.REQUIRED))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(entries()).isEmpty();
  }

  @Test
  void aFileSystemWithoutDirectIoIsUsedOrRefusedAsAsked() throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.RAMFS)) {
      Path target = files.root().resolve("data");
      assertThatThrownBy(() -> DioFile.writeFile(target, content(10), DirectMode.REQUIRED))
          .isInstanceOf(DirectUnavailableException.class);
      assertThat(files.root()).isEmptyDirectory();
      DioFile.writeFile(target, content(10), DirectMode.PREFERRED);
      assertThat(target).hasSize(10);
    }
  }

  @Test
  void renamingReplacesTheTargetAcrossDirectories() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other")).resolve("name");
    Files.writeString(path, "new");
    Files.writeString(other, "old");
    DioFile.renameDurably(path, other);
    assertThat(path).doesNotExist();
    assertThat(other).hasContent("new");
    assertThatThrownBy(() -> DioFile.renameDurably(path, other))
        .isInstanceOfSatisfying(
            NoSuchFileException.class,
            e -> {
              assertThat(e.getFile()).isEqualTo(path.toString());
              assertThat(e.getOtherFile()).isEqualTo(other.toString());
            })
        .hasCauseInstanceOf(ErrnoException.class)
        .hasMessageContaining(
            "rename(source="
                + path
                + ", target="
                + other
                + "): ENOENT (No such file or directory)");
    Path name = folder.resolve("caf\u00e9");
    assertThatThrownBy(() -> DioFile.renameDurably(name, other))
        .isInstanceOfSatisfying(
            NoSuchFileException.class, e -> assertThat(e.getFile()).isEqualTo(name.toString()));
  }

  @Test
  void aDirectoryIsSyncedAndNothingElseIs() throws IOException {
    DioFile.syncDirectory(folder);
    Files.writeString(path, "file");
    assertThatThrownBy(() -> DioFile.syncDirectory(path))
        .isInstanceOf(NotDirectoryException.class)
        .hasStackTraceContaining(
            "open(path=" + path + ", flags=O_RDONLY|O_DIRECTORY|O_CLOEXEC): ENOTDIR");
    assertThatThrownBy(() -> DioFile.syncDirectory(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("ENOENT");
  }
}
