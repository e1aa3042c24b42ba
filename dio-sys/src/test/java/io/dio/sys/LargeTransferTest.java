// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.Mapping;
import io.dio.align.foreign.Native;
import io.dio.align.foreign.SystemCall;
import io.dio.sys.foreign.FileCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A transfer that the kernel makes in two parts, with little memory. The range of addresses is
 * larger than one transfer, and all of it maps the same 16 MiB.
 */
class LargeTransferTest {
  private static final long WINDOW_BYTES = 16 << 20;
  private static final long RANGE_BYTES = 129 * WINDOW_BYTES;

  private static final SystemCall MEMFD_CREATE = SystemCall.returningInt("memfd_create");

  @TempDir Path folder;

  @Test
  void whatOneCallCannotMoveIsMovedBySeveral() throws Exception {
    int memory = memoryFile();
    long address = reserve();
    try (DioFile file =
        DioFile.open(folder.resolve("sparse"), READ, WRITE, CREATE, DirectMode.PREFERRED)) {
      for (long at = 0; at < RANGE_BYTES; at += WINDOW_BYTES) {
        map(address + at, memory);
      }
      MemorySegment last = Native.segment(address, 4096);
      file.truncate(RANGE_BYTES);
      file.write(last.fill((byte) 7), RANGE_BYTES - WINDOW_BYTES);
      last.fill((byte) 0);

      file.readFully(Native.segment(address, RANGE_BYTES), 0);

      // The memory keeps only the last 16 MiB, and the first call cannot move so much.
      assertThat(RANGE_BYTES - WINDOW_BYTES).isGreaterThanOrEqualTo(DioFile.maxTransferBytes());
      assertThat(last.get(JAVA_BYTE, 0)).isEqualTo((byte) 7);

      MemorySegment most = Native.segment(address, DioFile.maxTransferBytes());
      assertThat(file.read(most, 0)).as("what is accepted is moved").isEqualTo(most.byteSize());
    } finally {
      assertThat(Mapping.munmap(address, RANGE_BYTES)).isZero();
      assertThat(FileCalls.close(memory)).isZero();
    }
  }

  private static int memoryFile() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      int descriptor = (int) MEMFD_CREATE.call(arena.allocateFrom("window").address(), 0);
      assertThat(descriptor).isNotNegative();
      assertThat(FileCalls.ftruncate(descriptor, WINDOW_BYTES)).isZero();
      return descriptor;
    }
  }

  private static long reserve() {
    int flags = Mapping.MAP_PRIVATE | Mapping.MAP_ANONYMOUS | Mapping.MAP_NORESERVE;
    long address = Mapping.mmap(0, RANGE_BYTES, Mapping.PROT_NONE, flags, -1, 0);
    assertThat(address).isPositive();
    return address;
  }

  private static void map(long address, int memory) {
    int protection = Mapping.PROT_READ | Mapping.PROT_WRITE;
    int flags = Mapping.MAP_SHARED | Mapping.MAP_FIXED;
    assertThat(Mapping.mmap(address, WINDOW_BYTES, protection, flags, memory, 0))
        .isEqualTo(address);
  }
}
