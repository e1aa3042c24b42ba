// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.ErrnoException;
import io.dio.align.foreign.SystemCall;
import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that replaces another one is readable for its owner alone until it is complete. */
class TemporaryPermissionsTest {
  private static final SystemCall UMASK = SystemCall.returningInt("umask");

  @TempDir private Path folder;
  private final Arena arena = Arena.ofShared();

  @AfterEach
  void freeMemory() {
    arena.close();
  }

  private void write(Path path) throws IOException {
    DioFile.writeFile(path, arena.allocate(100));
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
  }

  private static void set(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  /** A call while the process has another umask. */
  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  private static void withUmask(int umask, Action action) throws IOException {
    int before = (int) UMASK.call(umask);
    try {
      action.run();
    } finally {
      UMASK.call(before);
    }
  }

  @Test
  void aNewFileHasThePermissionsOfTheUmask() throws IOException {
    Map<Integer, String> expected =
        Map.of(0, "rw-rw-rw-", 022, "rw-r--r--", 027, "rw-r-----", 077, "rw-------");
    for (Map.Entry<Integer, String> each : expected.entrySet()) {
      Path path = folder.resolve("umask" + each.getKey());
      withUmask(each.getKey(), () -> write(path));
      assertThat(permissions(path)).isEqualTo(each.getValue());
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, ".*")) {
      assertThat(left).as("the file that the system was asked with is removed").isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "rw-r-----", "rwxrwxrwx", "r--r--r--", "---------"})
  void aReplacedFileKeepsItsPermissionsWhateverTheUmask(String wanted) throws IOException {
    Path path = Files.createFile(folder.resolve("data"));
    set(path, wanted);
    for (int umask : new int[] {0, 077}) {
      withUmask(umask, () -> write(path));
      assertThat(permissions(path)).isEqualTo(wanted);
    }
  }

  @Test
  void aSpecialBitIsNotKept() throws IOException {
    Path path = Files.createFile(folder.resolve("data"));
    Files.setAttribute(path, "unix:mode", 04755);
    write(path);
    assertThat((int) Files.getAttribute(path, "unix:mode") & 07777).isEqualTo(0755);
  }

  @Test
  void aLinkIsReplacedByAFileWithThePermissionsOfANewOne() throws IOException {
    Path secret = Files.createFile(folder.resolve("secret"));
    set(secret, "rwxrwxrwx");
    Path link = Files.createSymbolicLink(folder.resolve("link"), secret);
    withUmask(077, () -> write(link));
    assertThat(Files.isSymbolicLink(link)).isFalse();
    assertThat(permissions(link)).isEqualTo("rw-------");
    assertThat(permissions(secret)).isEqualTo("rwxrwxrwx");
  }

  @Test
  void anotherGroupGetsNoMoreThanTheOthersHad() throws IOException {
    Skip.unless(Commands.isRoot(), "needs root to give a file another group");
    Map<String, String> expected =
        Map.of("rw-rw----", "rw-------", "rw-rw-r--", "rw-r--r--", "rwxr-xrwx", "rwxr-xrwx");
    for (Map.Entry<String, String> each : expected.entrySet()) {
      Path path = Files.createTempFile(folder, "group", "");
      Files.setAttribute(path, "unix:gid", 12_345);
      set(path, each.getKey());
      write(path);
      assertThat(permissions(path)).isEqualTo(each.getValue());
      assertThat(Files.getAttribute(path, "unix:gid")).isNotEqualTo(12_345);
    }
  }

  /** Without a umask: a list of the directory replaces it. */
  @Test
  void theDefaultListOfTheDirectoryCountsForANewFile() throws Exception {
    Commands.run(
        Commands.assumeInstalled("setfacl"), "-d", "-m", "u::rw,g::-,o::-", folder.toString());
    Path usual = Files.createFile(folder.resolve("usual"));
    Path path = folder.resolve("data");
    withUmask(0, () -> write(path));
    assertThat(permissions(path)).isEqualTo(permissions(usual)).isEqualTo("rw-------");
  }

  @Test
  void onlyTheOwnerMayReadAFileThatIsNotComplete() throws Exception {
    MemorySegment contents = arena.allocate(8 << 20);
    Path path = folder.resolve("data");
    boolean seenIncomplete = false;
    while (!seenIncomplete) {
      Thread writer = Thread.ofPlatform().start(() -> writeQuietly(path, contents));
      while (writer.isAlive()) {
        seenIncomplete |= incompleteFilesAreSecret(contents.byteSize());
      }
    }
  }

  private static void writeQuietly(Path path, MemorySegment contents) {
    try {
      withUmask(0, () -> DioFile.writeFile(path, contents));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@return whether it found a file that is not complete} */
  private boolean incompleteFilesAreSecret(long complete) throws IOException {
    boolean found = false;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".dio-*.tmp")) {
      for (Path file : files) {
        Map<String, Object> seen = Files.readAttributes(file, "unix:mode,size");
        long size = (long) seen.get("size");
        if (size > 0 && size < complete) {
          assertThat((int) seen.get("mode") & 0777).isEqualTo(0600);
          found = true;
        }
      }
    } catch (NoSuchFileException e) {
      // renamed in the meantime
    }
    return found;
  }

  /** If another user could put a link there, the target of the link would change. */
  @Test
  void aLinkInThePlaceOfATemporaryFileIsNotFollowed() throws IOException {
    Path secret = Files.createFile(folder.resolve("secret"));
    set(secret, "rw-------");
    Path temporary = Files.createSymbolicLink(folder.resolve(".dio-1.tmp"), secret);
    Path target = Files.createFile(folder.resolve("data"));
    set(target, "rwxrwxrwx");
    assertThatThrownBy(() -> TemporaryPermissions.grant(PathBytes.of(temporary), target))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errnoName()).isEqualTo("ELOOP"));
    assertThat(permissions(secret)).isEqualTo("rw-------");
  }
}
