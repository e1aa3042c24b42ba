// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.foreign.FileStatus;
import io.dio.sys.foreign.FileStatus.DeviceNumber;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.OpenFlags;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules by which two paths count as the same directory, and the limit on remembered
 * directories.
 */
@Timeout(60)
class DirectoryRecordsTest {
  private static final DeviceNumber DEVICE = new DeviceNumber(8, 1);

  private final DirectoryRecords records = new DirectoryRecords();

  private static FileStatus directory(DeviceNumber device, long inode, long birthNanos) {
    return new FileStatus(
        0040755, 4096, 4096, device, inode, new DeviceNumber(0, 0), birthNanos, null);
  }

  private boolean isPoisoned(FileStatus directory) {
    DirectoryRecords.Entry entry = records.acquire(directory);
    boolean recorded = entry.poison().isRecorded();
    records.release(entry);
    return recorded;
  }

  private void poison(FileStatus directory) {
    DirectoryRecords.Entry entry = records.acquire(directory);
    entry.poison().record(new ErrnoException("fsync", Errno.EIO, "inode=" + directory.inode()));
    records.release(entry);
  }

  @Test
  void aPoisonedDirectoryIsRememberedAndAHealthyOneIsNot() {
    FileStatus poisoned = directory(DEVICE, 2, 100);
    poison(poisoned);
    assertThat(isPoisoned(poisoned)).isTrue();
    assertThat(isPoisoned(directory(DEVICE, 3, 100))).isFalse();
    assertThat(isPoisoned(directory(new DeviceNumber(8, 2), 2, 100))).isFalse();
    assertThat(records.size()).isEqualTo(1);
  }

  @Test
  void aLaterDirectoryWithTheSameNumberIsAnother() {
    poison(directory(DEVICE, 2, 100));
    assertThat(isPoisoned(directory(DEVICE, 2, 101))).isFalse();
  }

  @Test
  void allWhoHaveADirectoryOpenShareItsRecord() {
    FileStatus directory = directory(DEVICE, 2, 100);
    DirectoryRecords.Entry first = records.acquire(directory);
    DirectoryRecords.Entry second = records.acquire(directory);
    assertThat(second).isSameAs(first);
    records.release(first);
    assertThat(records.size()).isEqualTo(1);
    records.release(second);
    assertThat(records.size()).isZero();
  }

  /**
   * If two syncs of one directory run at the same time, the kernel reports a lost name to only one
   * of them.
   */
  @Test
  void aSyncThatSucceedsBesideOneThatFailsIsNotBelieved(@TempDir Path folder) throws Exception {
    DirectoryRecords.Entry beside = DirectoryRecords.OF_PROCESS.acquire(statusOf(folder));
    long number = beside.durableCalls().begin(true);
    FutureTask<Void> sync =
        new FutureTask<>(() -> {
          DioFile.syncDirectory(folder);
          return null;
        });
    Thread thread = Thread.ofPlatform().start(sync);
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    beside.poison().record(new ErrnoException("fsync", Errno.ENODATA, "path=" + folder));
    beside.durableCalls().end(number, true);
    DirectoryRecords.OF_PROCESS.release(beside);

    assertThat(catchThrowableOfType(ExecutionException.class, sync::get).getCause())
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("fsync not to be relied on")
        .hasMessageContaining("ENODATA");
  }

  private static FileStatus statusOf(Path folder) throws IOException {
    HostFiles host = HostFiles.current();
    try (Arena arena = Arena.ofConfined()) {
      int flags = OpenFlags.O_RDONLY | host.openFlags().closeOnExec();
      int descriptor = FileCalls.open(PathBytes.of(folder).nulTerminated(arena), flags, 0);
      try {
        return OpenedFile.status(descriptor, "path=" + folder);
      } finally {
        FileCalls.close(descriptor);
      }
    }
  }

  @Test
  void aDeviceWithTooManyPoisonedDirectoriesIsPoisonedAsAWhole() {
    DirectoryRecords.Entry open = records.acquire(directory(DEVICE, 1_000_000, 1));
    for (long inode = 1; inode <= 10L * DirectoryRecords.MOST_PER_DEVICE; inode++) {
      poison(directory(DEVICE, inode, 1));
      assertThat(records.size()).isLessThanOrEqualTo(DirectoryRecords.MOST_PER_DEVICE + 1);
    }
    assertThat(isPoisoned(directory(DEVICE, 1, 1))).isTrue();
    assertThat(isPoisoned(directory(DEVICE, 2_000_000, 1))).isTrue();
    assertThat(isPoisoned(directory(new DeviceNumber(8, 2), 1, 1))).isFalse();
    records.release(open);
    assertThat(records.size()).isZero();
    assertThat(isPoisoned(directory(DEVICE, 1_000_000, 1))).isTrue();
  }

  /** Stands for a heap that is too full to give the record back. */
  @Test
  void aDirectoryIsClosedThoughItsRecordCannotBeGivenBack(@TempDir Path folder) throws IOException {
    int descriptor;
    try (Arena arena = Arena.ofConfined()) {
      long path = arena.allocateFrom(folder.toString()).address();
      descriptor = FileCalls.open(path, OpenFlags.O_RDONLY, 0);
    }
    assertThat(OpenDescriptors.of(folder)).containsExactly(descriptor);
    OpenDirectory directory = new OpenDirectory(folder.toString(), descriptor, null);
    assertThatThrownBy(directory::close).isInstanceOf(NullPointerException.class);
    assertThat(OpenDescriptors.of(folder)).isEmpty();
  }
}
