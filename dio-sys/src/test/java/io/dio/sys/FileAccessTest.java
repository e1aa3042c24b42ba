// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.internal.FileAccess;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps in which a scheduler uses a file. */
class FileAccessTest {
  private static final FileAccess ACCESS = FileAccess.instance();

  @TempDir Path folder;

  private DioFile open() throws IOException {
    return DioFile.open(folder.resolve("data"), READ, WRITE, CREATE);
  }

  @Test
  void anOperationGoesThroughTheDescriptorWhileTheFileIsHeld() throws IOException {
    try (DioFile file = open();
        Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(100);
      ACCESS.acquire(file);
      int descriptor = ACCESS.descriptor(file);
      assertThat(OpenDescriptors.of(file.path())).containsExactly(descriptor);
      ACCESS.checkTransfer(file, segment.address(), 100, 5, true);
      assertThat(FileCalls.pwrite(descriptor, segment.address(), 100, 5)).isEqualTo(100);
      ACCESS.release(file);
      assertThat(file.size()).isEqualTo(105);
    }
  }

  @Test
  void aClosedFileCannotBeAcquired() throws IOException {
    DioFile file = open();
    file.close();
    assertThatThrownBy(() -> ACCESS.acquire(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("DioFile " + file.path() + " is closed");
  }

  @Test
  void failuresReadAsThoseOfBlockingCalls() throws IOException {
    try (DioFile file = open()) {
      String named = "path=" + file.path() + ", fd=" + ACCESS.descriptor(file);
      assertThat(ACCESS.failure(file, "fsync", Errno.EIO, ""))
          .hasMessage("fsync(" + named + "): EIO (Input/output error)");
      assertThat(ACCESS.failure(file, "fallocate", Errno.ENOSPC, "length=10").operands())
          .isEqualTo(named + ", length=10");
      assertThat(ACCESS.transferFailure(file, "pread", Errno.EIO, 0x1000, 512, 1024).operands())
          .isEqualTo(named + ", address=0x1000, length=512, offset=1024");
      assertThat(ACCESS.vectorFailure(file, "preadv", Errno.EIO, List.of(), 7).operands())
          .isEqualTo(named + ", pieces=0, length=0, offset=7");
    }
  }

  @Test
  void onlyAFileOpenedForItWritesDurably() throws IOException {
    try (DioFile file = open();
        DioFile durable = DioFile.open(folder.resolve("durable"), WRITE, CREATE, DSYNC)) {
      assertThat(ACCESS.writesDurably(file)).isFalse();
      assertThat(ACCESS.writesDurably(durable)).isTrue();
      assertThat(ACCESS.poisoned(file, "fsync")).isNull();
    }
  }
}
