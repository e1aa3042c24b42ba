// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that a crash in the middle of {@link DioFile#writeFile} leaves, and its removal. */
class TemporaryFilesTest {
  @TempDir Path folder;

  private Path file(String name, Duration age) throws IOException {
    Path path = Files.writeString(folder.resolve(name), "left behind");
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(age)));
    return path;
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  /** The exception shows the name that a crash at the same place would have left. */
  @Test
  void aWholeFileIsWrittenUnderANameThatTheSweepRemoves() throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.TMPFS, 512, 1 << 20, folder);
        Arena arena = Arena.ofConfined()) {
      Path target = files.root().resolve("data");
      MemorySegment tooLarge = arena.allocate(2 << 20, 4096);
      String message =
          catchThrowable(() -> DioFile.writeFile(target, tooLarge, DirectMode.PREFERRED))
              .getMessage();
      Matcher name = Pattern.compile("/(\\.dio-[0-9a-f]{16}\\.tmp)").matcher(message);
      assertThat(name.find()).as(message).isTrue();
      assertThat(files.root()).isEmptyDirectory();

      Path left = Files.createFile(files.root().resolve(name.group(1)));
      assertThat(DioFile.sweepTemporaries(files.root(), Duration.ofDays(1))).isEmpty();
      assertThat(left).exists();
      assertThat(DioFile.sweepTemporaries(files.root(), Duration.ZERO)).containsExactly(left);
      assertThat(files.root()).isEmptyDirectory();
    }
  }

  @Test
  void onlyOldFilesOfThatNameAreRemoved() throws IOException {
    Path old = file(".dio-0123456789abcdef.tmp", Duration.ofHours(2));
    Path oldAndShort = file(".dio-5.tmp", Duration.ofHours(2));
    Path young = file(".dio-fedcba9876543210.tmp", Duration.ofMinutes(1));
    Path noHex = file(".dio-0123456789abcdeg.tmp", Duration.ofHours(2));
    Path tooLong = file(".dio-0123456789abcdef0.tmp", Duration.ofHours(2));
    Path data = file("data", Duration.ofHours(2));
    Path directory = Files.createDirectory(folder.resolve(".dio-1.tmp"));
    Path link = Files.createSymbolicLink(folder.resolve(".dio-2.tmp"), data);

    assertThat(DioFile.sweepTemporaries(folder, Duration.ofHours(1)))
        .containsExactlyInAnyOrder(old, oldAndShort);
    assertThat(DioFile.sweepTemporaries(folder, Duration.ofSeconds(Long.MAX_VALUE))).isEmpty();
    assertThat(entries()).containsExactlyInAnyOrder(young, noHex, tooLong, data, directory, link);
  }

  @Test
  void whatCannotBeSweptIsRefused() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DioFile.sweepTemporaries(folder, Duration.ofSeconds(-1)))
        .withMessage("minimumAge PT-1S is negative");
    assertThatThrownBy(() -> DioFile.sweepTemporaries(folder.resolve("none"), Duration.ZERO))
        .isInstanceOf(NoSuchFileException.class);
    Path data = file("data", Duration.ZERO);
    assertThatThrownBy(() -> DioFile.sweepTemporaries(data, Duration.ZERO))
        .isInstanceOf(NotDirectoryException.class);
  }
}
