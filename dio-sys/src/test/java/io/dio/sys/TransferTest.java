// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.Native;
import io.dio.testing.fixtures.GuardPageArena;
import io.dio.testing.fixtures.Skip;
import io.dio.testing.fixtures.TimeLimits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferTest {
  private static final int BLOCK = 4096;

  /** The compiler's threads may have to wait long for a processor on a busy machine. */
  private static final long PATIENCE_NANOS = TimeLimits.ofSeconds(60).toNanos();

  @TempDir Path folder;
  private final Arena arena = Arena.ofConfined();
  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("data");
  }

  @AfterEach
  void freeMemory() {
    arena.close();
  }

  private MemorySegment block(int byteSize, int fill) {
    return arena.allocate(byteSize, BLOCK).fill((byte) fill);
  }

  private DioFile direct() throws IOException {
    return DioFile.open(path, READ, WRITE, CREATE, DirectMode.PREFERRED);
  }

  private DioFile buffered() throws IOException {
    return DioFile.open(path, READ, WRITE, CREATE);
  }

  @Test
  void whatIsWrittenAtAnOffsetIsReadBackThere() throws IOException {
    MemorySegment read = block(BLOCK, 0);
    try (DioFile file = direct()) {
      assertThat(file.write(block(BLOCK, 7), 3 * BLOCK)).isEqualTo(BLOCK);
      assertThat(file.read(read, 3 * BLOCK)).isEqualTo(BLOCK);
      assertThat(file.size()).isEqualTo(4 * BLOCK);
    }
    assertThat(read.mismatch(block(BLOCK, 7))).isEqualTo(-1);
    assertThat(Files.readAllBytes(path)).endsWith(7).startsWith(0).hasSize(4 * BLOCK);
  }

  @Test
  void readingIsShortBeforeTheEndAndZeroAtTheEnd() throws IOException {
    Files.write(path, new byte[5000]);
    try (DioFile file = direct()) {
      assertThat(file.read(block(2 * BLOCK, 1), 0)).isEqualTo(5000);
      assertThat(file.read(block(BLOCK, 1), 2 * BLOCK)).isZero();
    }
  }

  /**
   * The kernel stops in the middle of the file, because the memory cannot be written there, and
   * reports the bytes that it has read. A program would take that for the end of the file.
   */
  @Test
  void aReadThatStopsBeforeTheEndFails() throws IOException {
    Files.write(path, new byte[5 * BLOCK]);
    MemorySegment torn = GuardPageArena.allocateTorn(3 * BLOCK, BLOCK, arena);
    List<MemorySegment> pieces = List.of(torn.asSlice(0, 1000), torn.asSlice(1000));
    try (DioFile file = buffered()) {
      for (ThrowingCallable read :
          List.<ThrowingCallable>of(() -> file.read(torn, 0), () -> file.readv(pieces, 0))) {
        assertThatThrownBy(read)
            .isInstanceOf(ErrnoException.class)
            .hasMessageContaining("EFAULT")
            .hasMessageContaining("after 4096 of 12288 bytes");
      }
      // At the end of the file the writable part of the memory is enough.
      assertThat(file.read(torn, 4 * BLOCK)).isEqualTo(BLOCK);
      assertThat(file.readv(pieces, 4 * BLOCK)).isEqualTo(BLOCK);
      assertThat(file.readv(pieces, 5 * BLOCK - 10)).isEqualTo(10);
      assertThat(file.readv(pieces, 5 * BLOCK)).isZero();
    }
  }

  /** The system reports a size of 0 for it, but reading returns its bytes. */
  @Test
  void aFileThatReportsNoSizeIsReadToItsEnd() throws IOException {
    Path version = Path.of("/proc/version");
    Skip.unless(Files.isReadable(version), "/proc is there and may be read");
    byte[] content = Files.readAllBytes(version);
    try (DioFile file = DioFile.open(version);
        Arena arena = Arena.ofConfined()) {
      assertThat(file.size()).isZero();
      MemorySegment exact = arena.allocate(content.length);
      file.readFully(exact, 0);
      assertThat(exact.toArray(JAVA_BYTE)).isEqualTo(content);
      assertThatThrownBy(() -> file.readFully(arena.allocate(content.length + 1), 0))
          .isInstanceOfSatisfying(
              ShortTransferException.class,
              e -> assertThat(e.transferred()).isEqualTo(content.length));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {BLOCK, 5000, 2 * BLOCK - 1})
  void readFullyTellsHowFarTheFileReached(int byteSize) throws IOException {
    byte[] content = new byte[byteSize];
    content[byteSize - 1] = 9;
    Files.write(path, content);
    MemorySegment segment = block(4 * BLOCK, 1);
    try (DioFile file = direct()) {
      assertThatThrownBy(() -> file.readFully(segment, 0))
          .isInstanceOfSatisfying(
              ShortTransferException.class,
              e -> {
                assertThat(e.transferred()).isEqualTo(byteSize);
                assertThat(e.expected()).isEqualTo(4 * BLOCK);
              })
          .hasMessageContaining("data")
          .hasMessageContaining(byteSize + " of " + 4 * BLOCK);
    }
    assertThat(segment.get(JAVA_BYTE, byteSize - 1)).isEqualTo((byte) 9);
  }

  @Test
  void fullTransfersMoveTheWholeSegment() throws IOException {
    MemorySegment written = block(64 * BLOCK, 0);
    for (int i = 0; i < 64; i++) {
      written.asSlice((long) i * BLOCK, BLOCK).fill((byte) i);
    }
    MemorySegment read = block(64 * BLOCK, 0);
    try (DioFile file = direct()) {
      file.writeFully(written, BLOCK);
      file.readFully(read, BLOCK);
    }
    assertThat(read.mismatch(written)).isEqualTo(-1);
  }

  @Test
  void vectorsScatterAndGatherInOrder() throws IOException {
    List<MemorySegment> written = List.of(block(BLOCK, 1), block(2 * BLOCK, 2), block(BLOCK, 3));
    List<MemorySegment> read = List.of(block(2 * BLOCK, 0), block(BLOCK, 0), block(BLOCK, 0));
    try (DioFile file = direct()) {
      assertThat(file.writev(written, BLOCK)).isEqualTo(4 * BLOCK);
      assertThat(file.readv(read, BLOCK)).isEqualTo(4 * BLOCK);
    }
    assertThat(read.get(0).get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
    assertThat(read.get(0).get(JAVA_BYTE, BLOCK)).isEqualTo((byte) 2);
    assertThat(read.get(1).get(JAVA_BYTE, 0)).isEqualTo((byte) 2);
    assertThat(read.get(2).get(JAVA_BYTE, 0)).isEqualTo((byte) 3);
  }

  @Test
  void a1024PieceVectorIsOneTransferAndOneMoreIsRefused() throws IOException {
    MemorySegment piece = block(BLOCK, 4);
    try (DioFile file = direct()) {
      assertThat(file.writev(Collections.nCopies(1024, piece), 0)).isEqualTo(1024 * BLOCK);
      assertThatThrownBy(() -> file.writev(Collections.nCopies(1025, piece), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1025")
          .hasMessageContaining("1024");
      assertThat(file.size()).isEqualTo(1024 * BLOCK);
    }
  }

  @Test
  void emptyTransfersAreCheckedAndMoveNothing() throws IOException {
    MemorySegment empty = block(BLOCK, 0).asSlice(0, 0);
    try (DioFile file = direct()) {
      assertThat(file.write(empty, 0)).isZero();
      assertThat(file.read(empty, BLOCK)).isZero();
      assertThat(file.writev(List.of(), 0)).isZero();
      assertThat(file.readv(List.of(empty, empty), 0)).isZero();
      file.writeFully(empty, 0);
      file.readFully(empty, 0);
      assertThat(file.size()).isZero();
      assertThatThrownBy(() -> file.read(empty, -1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aTransferThatOneCallCannotMoveIsRefused() throws IOException {
    MemorySegment huge =
        Native.segment(BLOCK, DioFile.maxTransferBytes() + BLOCK); // the memory stays unchanged
    try (DioFile file = buffered()) {
      assertThatThrownBy(() -> file.write(huge, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(DioFile.maxTransferBytes() + BLOCK))
          .hasMessageContaining(String.valueOf(DioFile.maxTransferBytes()));
      assertThatThrownBy(() -> file.readv(Collections.nCopies(2, huge.asSlice(0, 1L << 30)), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(1L << 31));
      assertThat(file.size()).isZero();
    }
  }

  @Test
  void negativeAndOverflowingOffsetsAreRefused() throws IOException {
    MemorySegment segment = block(BLOCK, 0);
    try (DioFile file = buffered()) {
      assertThatThrownBy(() -> file.read(segment, -BLOCK))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("offset -4096 is negative");
      assertThatThrownBy(() -> file.writeFully(segment, -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("offset -1 is negative");
      assertThatThrownBy(() -> file.write(segment, Long.MAX_VALUE - BLOCK + 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("more than a file can have");
      assertThatThrownBy(() -> file.writev(List.of(segment), Long.MAX_VALUE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("more than a file can have");
    }
  }

  @Test
  void memoryThatTheKernelCannotUseIsRefused() throws IOException {
    MemorySegment heap = MemorySegment.ofArray(new byte[BLOCK]);
    MemorySegment readOnly = block(BLOCK, 0).asReadOnly();
    MemorySegment closed;
    try (Arena shortLived = Arena.ofShared()) {
      closed = shortLived.allocate(BLOCK, BLOCK);
    }
    try (DioFile file = direct()) {
      assertThatThrownBy(() -> file.write(heap, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("heap segment");
      assertThatThrownBy(() -> file.readv(List.of(block(BLOCK, 0), heap), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("segments[1]")
          .hasMessageContaining("heap segment");
      assertThatThrownBy(() -> file.readFully(readOnly, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("read-only");
      assertThat(file.write(readOnly, 0)).isEqualTo(BLOCK);
      assertThatThrownBy(() -> file.read(closed, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      assertThatThrownBy(() -> file.writev(List.of(block(BLOCK, 0), closed), 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("segments[1]: ");
      assertThatThrownBy(() -> file.writev(Arrays.asList(readOnly, null), 0))
          .isInstanceOf(NullPointerException.class)
          .hasMessageStartingWith("segments[1]: ");
      assertThatThrownBy(() -> file.read(null, 0)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> file.readv(null, 0)).isInstanceOf(NullPointerException.class);
    }
  }

  @Test
  void aConfinedSegmentServesAnyThread() throws Exception {
    MemorySegment segment = block(BLOCK, 5);
    try (DioFile file = direct()) {
      long[] written = new long[1];
      Thread other =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  written[0] = file.write(segment, 0);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      other.join();
      assertThat(written[0]).isEqualTo(BLOCK);
    }
  }

  @Test
  void directionsThatTheFileWasNotOpenedForAreRefused() throws IOException {
    Files.write(path, new byte[BLOCK]);
    MemorySegment segment = block(BLOCK, 0);
    try (DioFile reader = DioFile.open(path);
        DioFile writer = DioFile.open(path, WRITE)) {
      assertThatThrownBy(() -> reader.write(segment, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not opened with WRITE")
          .hasMessageContaining(path.toString());
      assertThatThrownBy(() -> writer.readv(List.of(segment), 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not opened with READ");
      assertThatThrownBy(() -> reader.truncate(0)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> reader.allocate(BLOCK)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> reader.punchHole(0, BLOCK))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aClosedFileSaysWhichOneItIs() throws IOException {
    MemorySegment segment = block(BLOCK, 0);
    DioFile file = DioFile.open(path, WRITE, CREATE_NEW);
    file.close();
    file.close();
    assertThatThrownBy(() -> file.write(segment, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("DioFile " + path + " is closed");
    assertThatThrownBy(file::sync).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(file::size).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFailureNamesCallErrnoAndOperands() throws IOException {
    MemorySegment segment = GuardPageArena.allocateTorn(BLOCK, 0, arena);
    try (DioFile file = buffered()) {
      assertThatThrownBy(() -> file.write(segment, 3 * BLOCK))
          .isInstanceOfSatisfying(
              ErrnoException.class,
              e -> {
                assertThat(e.call()).isEqualTo("pwrite");
                assertThat(e.errnoName()).isEqualTo("EFAULT");
              })
          .hasMessageContaining("path=" + path)
          .hasMessageContaining("length=4096, offset=" + 3 * BLOCK);
    }
  }

  @Test
  void blockingTransfersAllocateNothing() throws IOException {
    MemorySegment segment = block(BLOCK, 0);
    List<MemorySegment> vector = List.of(segment, segment);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (DioFile file = buffered()) {
      file.writeFully(block(2 * BLOCK, 1), 0);
      long least = Long.MAX_VALUE;
      // The first rounds are interpreted. On a busy machine there are more of them.
      for (long start = System.nanoTime();
          least >= 1_000 && System.nanoTime() - start < PATIENCE_NANOS; ) {
        long before = threads.getCurrentThreadAllocatedBytes();
        transfer(file, segment, vector, 10_000);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(least).as("bytes allocated by 40,000 calls").isLessThan(1_000);
    }
  }

  private static void transfer(
      DioFile file, MemorySegment segment, List<MemorySegment> vector, int calls)
      throws IOException {
    for (int i = 0; i < calls; i++) {
      file.read(segment, 0);
      file.write(segment, 0);
      file.readFully(segment, BLOCK);
      file.readv(vector, 0);
    }
  }
}
