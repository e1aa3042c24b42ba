// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  private static final int ROOM_BYTES = 1 << 20;

  @TempDir private Path folder;

  private LoopFileSystem small() throws IOException {
    return LoopFileSystem.mount(Kind.TMPFS, 512, ROOM_BYTES, folder);
  }

  @Test
  void whatIsThereStaysUntilAllIsWritten() throws IOException {
    Path path = Files.writeString(folder.resolve("page"), "old");
    try (OutputFile file = OutputFile.open(path)) {
      assertThat(path).hasContent("old");
      file.write("new");
      assertThat(path).hasContent("new");
    }
    assertThat(folder.toFile().list()).containsExactly("page");
  }

  @Test
  void whatIsNeverWrittenLeavesNothing() throws IOException {
    OutputFile.open(folder.resolve("page")).close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void onAFullDiskTheOldFileStaysAndNothingElse() throws IOException {
    try (LoopFileSystem full = small()) {
      Path path = Files.writeString(full.root().resolve("page"), "old");
      try (OutputFile file = OutputFile.open(path)) {
        assertThatThrownBy(() -> file.write("x".repeat(2 * ROOM_BYTES)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("No space left on device");
      }
      assertThat(path).hasContent("old");
      assertThat(full.root().toFile().list()).containsExactly("page");
    }
  }

  @Test
  void aFileSystemThatCannotBeWrittenIsToldAtOnceAndInWords() throws IOException {
    try (LoopFileSystem mounted = small()) {
      Path path = mounted.root().resolve("page");
      Commands.run("mount", "-o", "remount,ro", mounted.root().toString());
      assertThatThrownBy(() -> OutputFile.open(path))
          .hasMessage(path + ": cannot be written: Read-only file system");
    }
  }

  @Test
  void aMissingFolderIsToldAtOnce() {
    Path path = folder.resolve("missing/page");
    assertThatThrownBy(() -> OutputFile.open(path)).hasMessage(path + ": there is no such folder");
  }

  @Test
  void aFolderIsNoFile() {
    assertThatThrownBy(() -> OutputFile.open(folder)).hasMessage(folder + ": is a directory");
  }

  @Test
  void aFileThatMayNotBeWrittenIsNotReplaced() throws IOException {
    Skip.unless(!Commands.isRoot(), "needs a user whom permissions stop");
    Path path = Files.writeString(folder.resolve("page"), "old");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r--r--"));
    assertThatThrownBy(() -> OutputFile.open(path))
        .hasMessage(path + ": cannot be written: permission denied");
  }

  @Test
  void permissionsAreThoseOfTheFileThatIsReplacedOrAsOfAnyNewFile() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "old");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
    Path fresh = folder.resolve("fresh");
    for (Path path : new Path[] {secret, fresh}) {
      try (OutputFile file = OutputFile.open(path)) {
        file.write("new");
      }
    }
    assertThat(Files.getPosixFilePermissions(secret))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(Files.getPosixFilePermissions(fresh))
        .isEqualTo(Files.getPosixFilePermissions(Files.createFile(folder.resolve("any"))));
  }

  @Test
  void aSymbolicLinkStaysOne() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    try (OutputFile file = OutputFile.open(link)) {
      file.write("new");
    }
    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("new");
  }

  @Test
  void aDeviceIsWrittenToAsItIs() throws IOException {
    Path device = Path.of("/dev/full");
    Skip.unless(Files.exists(device), "needs " + device);
    try (OutputFile file = OutputFile.open(device)) {
      assertThatThrownBy(() -> file.write("x")).hasMessageContaining("No space left on device");
    }
    assertThat(device).exists();
  }
}
