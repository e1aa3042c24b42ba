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
import io.dio.testing.fixtures.FaultyDisk;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The promises of a copy if writes to the target are durable. */
@Timeout(60)
class CopyDurabilityTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  private static void poison(DioFile file) {
    FileAccess access = FileAccess.instance();
    access.recordDurabilityFailure(file, access.failure(file, "fdatasync", Errno.EIO, ""));
  }

  private static void closePoisoned(DioFile file) {
    assertThatThrownBy(file::close).hasMessageContaining("EIO");
  }

  @Test
  void aCopyIntoAPoisonedDurableFileIsNotTried() throws IOException {
    Files.write(folder.resolve("source"), new byte[MIB]);
    try (DioFile source = DioFile.open(folder.resolve("source"))) {
      DioFile target = DioFile.open(folder.resolve("target"), WRITE, CREATE, DSYNC);
      poison(target);
      assertThatThrownBy(() -> source.copyTo(target, 0, 0, MIB))
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("copyTo not issued");
      assertThat(target.size()).isZero();
      closePoisoned(target);
    }
  }

  /** The kernel reports lost data only once. So the first failure counts for all callers. */
  @Test
  void aCopyDuringWhichTheDurableTargetIsPoisonedIsNotToBeReliedOn() throws Exception {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.EXT4)) {
      Files.write(files.root().resolve("source"), new byte[MIB]);
      try (DioFile source = DioFile.open(files.root().resolve("source"), READ)) {
        DioFile target = DioFile.open(files.root().resolve("target"), WRITE, CREATE, DSYNC);
        FutureTask<Long> copy = new FutureTask<>(() -> source.copyTo(target, 0, 0, MIB));
        files.freeze();
        try {
          Thread.ofPlatform().name("copier").start(copy);
          while (!target.opened().isHeld()) {
            Thread.onSpinWait();
          }
          StuckThread.await("copier", 0);
          poison(target);
        } finally {
          files.thaw();
        }
        assertThat(catchThrowableOfType(ExecutionException.class, copy::get).getCause())
            .isInstanceOf(ErrnoException.class)
            .hasMessageContaining("copyTo not to be relied on");
        assertThat(target.size()).as("it was copied all the same").isEqualTo(MIB);
        closePoisoned(target);
      }
    }
  }

  @Test
  void aSourceThatCannotBeReadDoesNotPoisonTheDurableTarget() throws IOException {
    try (FaultyDisk disk = FaultyDisk.create(1);
        DioFile source = DioFile.open(disk.path(), READ);
        DioFile target = DioFile.open(folder.resolve("target"), WRITE, CREATE, DSYNC)) {
      disk.failReads(-1);
      assertThatThrownBy(() -> source.copyTo(target, 0, 0, 4096))
          .hasMessageStartingWith("pread(")
          .hasMessageContaining("EIO");
      disk.failReads(0);
      assertThat(source.copyTo(target, 0, 0, 4096)).isEqualTo(4096);
    }
  }

  @Test
  void aTargetThatPromisesNothingIsCopiedToThoughASyncOfItFailed() throws IOException {
    Files.write(folder.resolve("source"), new byte[MIB]);
    try (DioFile source = DioFile.open(folder.resolve("source"))) {
      DioFile target = DioFile.open(folder.resolve("target"), WRITE, CREATE);
      poison(target);
      assertThat(source.copyTo(target, 0, 0, MIB)).isEqualTo(MIB);
      closePoisoned(target);
    }
  }
}
