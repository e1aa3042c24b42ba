// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.testing.fixtures.FaultyDisk;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The consequences of a failed sync of a directory, on a disk that fails one sync and not the next.
 */
@Timeout(60)
class DirectoryDurabilityTest {
  private static final Set<String> UNTRIED =
      Set.of("ECANCELED", "EAGAIN", "EBADF", "EINVAL", "EROFS", "EOPNOTSUPP");

  private final Arena arena = Arena.ofConfined();
  private FaultyDisk disk;

  @BeforeEach
  void makeDisk() throws IOException {
    disk = FaultyDisk.create(64);
  }

  @AfterEach
  void removeDisk() throws IOException {
    arena.close();
    if (disk != null) {
      disk.close();
    }
  }

  private MemorySegment content() {
    return arena.allocate(5000, 4096);
  }

  private static void assertRefused(ThrowingCall call, String what) {
    assertThatThrownBy(call::run)
        .satisfies(failure ->
            assertThat(ErrnoException.find(failure).orElseThrow().errno()).isEqualTo(Errno.ENODATA))
        .hasMessageContaining("earlier failure, written data may be lost, " + what + " not issued");
  }

  private interface ThrowingCall {
    void run() throws IOException;
  }

  private Path poisonedFolder() throws IOException {
    Path folder = disk.newFolder();
    disk.failWith(Errno.ENODATA);
    disk.failFolderSyncs(1);
    assertThatThrownBy(() -> DioFile.syncDirectory(folder)).hasMessageContaining("ENODATA");
    return folder;
  }

  @Test
  void everyFailedSyncPoisonsTheDirectoryUnlessItWasNotTried() throws IOException {
    for (int errno = 1; errno <= 133; errno++) {
      if (errno == Errno.ENOSYS || errno == Errno.EINTR) {
        continue; // FUSE keeps the first for itself; dio repeats the call after the second
      }
      Path folder = disk.newFolder();
      disk.failWith(errno);
      disk.failFolderSyncs(1);
      ErrnoException first =
          catchThrowableOfType(ErrnoException.class, () -> DioFile.syncDirectory(folder));
      assertThat(first.errno()).isEqualTo(errno);
      if (UNTRIED.contains(Errno.name(errno))) {
        DioFile.syncDirectory(folder);
      } else {
        assertThatThrownBy(() -> DioFile.syncDirectory(folder))
            .hasMessageContaining(Errno.name(errno))
            .hasMessageContaining("fsync not issued")
            .hasCause(first);
      }
    }
  }

  @Test
  void nothingThatHangsOnAPoisonedDirectoryIsEvenBegun() throws IOException {
    Path folder = poisonedFolder();
    Path healthy = disk.newFolder();
    DioFile.writeFile(healthy.resolve("file"), content());
    Path source = folder.resolve("source");
    DioFile.open(source, WRITE, CREATE).close();

    assertRefused(() -> DioFile.syncDirectory(folder), "fsync");
    assertRefused(() -> DioFile.renameDurably(source, folder.resolve("name")), "rename");
    assertRefused(() -> DioFile.renameDurably(source, healthy.resolve("name")), "rename");
    Path elsewhere = healthy.resolve("file");
    assertRefused(() -> DioFile.renameDurably(elsewhere, folder.resolve("name")), "rename");
    assertRefused(() -> DioFile.writeFile(folder.resolve("file"), content()), "writeFile");

    assertThat(source).exists();
    assertThat(elsewhere).exists();
    assertThat(folder.resolve("file")).doesNotExist();
    assertThat(folder.resolve("name")).doesNotExist();
    assertThat(healthy.resolve("name")).doesNotExist();
    DioFile.renameDurably(elsewhere, healthy.resolve("name"));
  }

  @Test
  void aRenameOrAWholeFileWhoseSyncFailsPoisonsTheDirectory() throws IOException {
    Path renamed = disk.newFolder();
    DioFile.open(renamed.resolve("old"), WRITE, CREATE).close();
    disk.failWith(Errno.ENODATA);
    disk.failFolderSyncs(1);
    assertThatThrownBy(() -> DioFile.renameDurably(renamed.resolve("old"), renamed.resolve("new")))
        .hasMessageStartingWith("fsync(path=" + renamed)
        .hasMessageContaining("ENODATA");
    assertThat(renamed.resolve("new")).as("as the Javadoc says").exists();
    assertRefused(() -> DioFile.syncDirectory(renamed), "fsync");

    Path written = disk.newFolder();
    disk.failFolderSyncs(1);
    assertThatThrownBy(() -> DioFile.writeFile(written.resolve("file"), content()))
        .hasMessageContaining("fsync(path=" + written);
    assertRefused(() -> DioFile.writeFile(written.resolve("file"), content()), "writeFile");
  }

  /** The kernel keeps nothing in memory that would report the lost name to a second sync. */
  @Test
  void aNameThatIsLostWithThePowerIsNotAcknowledgedByALaterSync() throws IOException {
    Path root = disk.mountNewExt4();
    try (DioFile file = DioFile.open(root.resolve("old"), READ, WRITE, CREATE)) {
      file.sync();
    }
    DioFile.syncDirectory(root);
    disk.failWith(Errno.EIO);
    disk.failWrites(-1);
    disk.failFlushes(-1);
    assertThatThrownBy(() -> DioFile.renameDurably(root.resolve("old"), root.resolve("new")))
        .isInstanceOf(ErrnoException.class)
        .hasMessageStartingWith("fsync(");
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThatThrownBy(() -> DioFile.syncDirectory(root))
          .hasMessageContaining("fsync not issued");
    }
    Path after = disk.losePowerAndMountAgain();
    assertThat(after.resolve("new")).doesNotExist();
    assertThat(after.resolve("old")).exists();
  }
}
