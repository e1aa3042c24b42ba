// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.foreign.Errno;
import io.dio.align.foreign.RawMemory;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.foreign.Iovec;
import io.dio.sys.internal.FileAccess;
import io.dio.testing.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scheduler's use of a file, step by step. */
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
  void checkingAVectorWritesItDown() throws IOException {
    try (DioFile file = open();
        Arena arena = Arena.ofConfined()) {
      List<MemorySegment> segments = List.of(arena.allocate(10), arena.allocate(20));
      long vector = arena.allocate(2L * Iovec.BYTE_SIZE, 8).address();
      assertThat(ACCESS.checkVector(file, segments, 0, true, vector)).isEqualTo(30);
      assertThat(RawMemory.getLong(vector)).isEqualTo(segments.get(0).address());
      assertThat(RawMemory.getLong(vector + 8)).isEqualTo(10);
      assertThat(RawMemory.getLong(vector + 16)).isEqualTo(segments.get(1).address());
      assertThat(RawMemory.getLong(vector + 24)).isEqualTo(20);
      assertThat(FileCalls.pwritev(ACCESS.descriptor(file), vector, 2, 0)).isEqualTo(30);
      assertThatThrownBy(() ->
              ACCESS.checkVector(file, Collections.nCopies(1025, segments.get(0)), 0, true, vector))
          .isInstanceOf(IllegalArgumentException.class);
    }
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
