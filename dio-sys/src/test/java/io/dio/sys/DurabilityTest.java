// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.internal.FileAccess;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurabilityTest {
  private static final int BLOCK = 4096;
  private static final long MIB = 1 << 20;

  @TempDir Path folder;
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void freeMemory() {
    arena.close();
  }

  private MemorySegment memory(long byteSize) {
    return arena.allocate(byteSize, BLOCK).fill((byte) 1);
  }

  @Test
  void syncsSucceedAsLongAsNothingIsLost() throws IOException {
    try (DioFile file = DioFile.open(folder.resolve("data"), WRITE, CREATE, DSYNC)) {
      file.write(memory(BLOCK), 0);
      file.dataSync();
      file.sync();
      file.syncAfterWrite();
    }
  }

  /**
   * ext4 on a device whose sectors are on a tmpfs that is nearly full. The file system believes
   * that it has room, but writing back fails. Depending on the kernel, the loop device reports
   * ENOSPC or EIO.
   */
  @Test
  void aFailedSyncPoisonsTheFileForGood() throws IOException {
    try (LoopFileSystem small = LoopFileSystem.mount(Kind.TMPFS, 512, 8 * MIB, folder);
        LoopFileSystem files = LoopFileSystem.mount(Kind.EXT4, 512, 64 * MIB, small.root())) {
      Path path = files.root().resolve("data");
      DioFile file = DioFile.open(path, READ, WRITE, CREATE);
      file.writeFully(memory(16 * MIB), 0);
      ErrnoException first = catchThrowableOfType(ErrnoException.class, file::dataSync);
      assertThat(first).hasMessageContaining("fdatasync(path=" + path);
      assertThat(first.errno()).isIn(Errno.EIO, Errno.ENOSPC);

      // The kernel itself would report success from now on.
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(file::sync)
            .isInstanceOfSatisfying(
                ErrnoException.class,
                e -> {
                  assertThat(e.errno()).isEqualTo(first.errno());
                  assertThat(e.call()).isEqualTo("fdatasync");
                })
            .hasCause(first)
            .hasMessageContaining("fsync not issued");
        assertThatThrownBy(file::dataSync).hasMessageContaining("fdatasync not issued");
      }
      // Operations that do not promise durability still work.
      assertThat(file.read(memory(BLOCK), 0)).isEqualTo(BLOCK);

      assertThatThrownBy(file::close)
          .hasCause(first)
          .hasMessageContaining("reported again by close");
      assertThat(OpenDescriptors.of(path)).isEmpty();
      file.close();
      try (DioFile again = DioFile.open(path, WRITE)) {
        again.dataSync(); // another DioFile has a clean state, as a new open file has in the kernel
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = StandardOpenOption.class,
      names = {"DSYNC", "SYNC"})
  void aDurableWriteThatFindsNoRoomPoisonsTheFile(StandardOpenOption option) throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.TMPFS, 512, MIB, folder)) {
      Path path = files.root().resolve("data");
      DioFile file = DioFile.open(path, READ, WRITE, CREATE, option);
      ErrnoException first =
          catchThrowableOfType(ErrnoException.class, () -> file.writeFully(memory(2 * MIB), 0));
      assertThat(first.errno()).isEqualTo(Errno.ENOSPC);
      assertThatThrownBy(() -> file.write(memory(BLOCK), 0))
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("write not issued");
      assertThatThrownBy(file::dataSync).hasMessageContaining("ENOSPC");
      assertThatThrownBy(file::syncAfterWrite).hasMessageContaining("sync after write not issued");
      assertThatThrownBy(file::close).hasMessageContaining("ENOSPC");
    }
  }

  @Test
  void aWriteThatPromisedNothingDoesNotPoison() throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.TMPFS, 512, MIB, folder);
        DioFile file = DioFile.open(files.root().resolve("data"), WRITE, CREATE)) {
      assertThatThrownBy(() -> file.writeFully(memory(2 * MIB), 0))
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("ENOSPC")
          .hasMessageMatching("(?s).*; after \\d+ of " + 2 * MIB + " bytes.*");
      assertThatThrownBy(() -> file.allocate(2 * MIB)).hasMessageContaining("ENOSPC");
      file.sync();
      file.dataSync();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EIO", "ENOSPC", "EDQUOT", "ENODATA", "ETIMEDOUT", "ENODEV", "ENOMEM"})
  void theFirstErrorThatSaysDataIsLostIsTheOneReported(String name) throws Exception {
    DioFile file = DioFile.open(folder.resolve("data"), WRITE, CREATE);
    ErrnoException failure = record(file, "fdatasync", Errno.class.getField(name).getInt(null));
    record(file, "fsync", Errno.EIO);
    assertThat(FileAccess.instance().poisoned(file, "fsync"))
        .hasCause(failure)
        .hasMessageContaining(name);
    assertThatThrownBy(file::close).hasCause(failure);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EINTR", "EINVAL", "EAGAIN", "EROFS", "EBADF", "ECANCELED"})
  void otherErrorsDoNotPoison(String name) throws Exception {
    try (DioFile file = DioFile.open(folder.resolve("data"), WRITE, CREATE)) {
      record(file, "fdatasync", Errno.class.getField(name).getInt(null));
      assertThat(FileAccess.instance().poisoned(file, "fsync")).isNull();
      file.sync();
    }
  }

  @Test
  void aFailureThatWasOnlyNotedPoisonsTheFile() throws IOException {
    DioFile file = DioFile.open(folder.resolve("data"), WRITE, CREATE, DSYNC);
    FileAccess.instance().noteDurabilityFailure(file, "fdatasync", Errno.EIO);
    assertThatThrownBy(file::sync).hasMessageContaining("fsync not issued");
    assertThatThrownBy(() -> file.write(memory(BLOCK), 0)).hasMessageContaining("write not issued");
    assertThatThrownBy(file::close).hasMessageContaining("reported again by close");
  }

  private static ErrnoException record(DioFile file, String call, int errno) {
    ErrnoException failure = FileAccess.instance().failure(file, call, errno, "");
    FileAccess.instance().recordDurabilityFailure(file, failure);
    return failure;
  }
}
