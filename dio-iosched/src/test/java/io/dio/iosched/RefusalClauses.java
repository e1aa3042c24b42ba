// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Submissions that are refused before anything has happened, and leave nothing behind. */
interface RefusalClauses extends BackendContract {

  /**
   * A refusal names the argument, its value and the allowed values. Afterwards the file is free.
   */
  private void assertRefused(ThrowingCallable operation, String... message) {
    assertThatIllegalArgumentException()
        .isThrownBy(operation)
        .satisfies(e -> assertThat(e.getMessage()).contains(message));
    SchedulerStats stats = scheduler().stats();
    assertThat(stats).isEqualTo(Stats.of(0, stats.systemCalls(), 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  default void nullIsRefused() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment memory = memory(100);
    List<MemorySegment> withNull = Collections.singletonList(null);
    List<ThrowingCallable> calls =
        List.of(
            () -> scheduler().submit(null),
            () -> Op.read((DioFile) null, memory, 0),
            () -> Op.read((FileSlot) null, memory, 0),
            () -> Op.read(file, (MemorySegment) null, 0),
            () -> Op.read(file, (PooledMemory) null, 0),
            () -> Op.write((DioFile) null, memory, 0),
            () -> Op.write((FileSlot) null, memory, 0),
            () -> Op.write(file, (MemorySegment) null, 0),
            () -> Op.write(file, (PooledMemory) null, 0),
            () -> Op.readv((DioFile) null, List.of(memory), 0),
            () -> Op.readv((FileSlot) null, List.of(memory), 0),
            () -> Op.readv(file, null, 0),
            () -> Op.readv(file, withNull, 0),
            () -> Op.writev(file, null, 0),
            () -> Op.writev(file, withNull, 0),
            () -> Op.sync((DioFile) null),
            () -> Op.sync((FileSlot) null),
            () -> Op.dataSync((DioFile) null),
            () -> Op.dataSync((FileSlot) null),
            () -> Op.allocate((DioFile) null, 1),
            () -> Op.allocate((FileSlot) null, 1),
            () -> Op.drain((DioFile) null),
            () -> Op.drain((FileSlot) null),
            () -> scheduler().read(null, memory, 0),
            () -> scheduler().read(file, null, 0),
            () -> scheduler().write(null, memory, 0),
            () -> scheduler().write(file, null, 0));
    for (ThrowingCallable call : calls) {
      assertThatNullPointerException().isThrownBy(call);
    }
    file.close();
  }

  @Test
  default void negativeAndOverflowingOffsetsAreRefused() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment memory = memory(100);
    // To a ring, -1 would mean "at the current position".
    for (long offset : new long[] {-1, Long.MIN_VALUE}) {
      assertRefused(() -> Op.read(file, memory, offset), "offset " + offset);
      assertRefused(() -> Op.write(file, memory, offset), "offset " + offset);
      assertRefused(() -> Op.readv(file, List.of(memory), offset), "offset " + offset);
      assertRefused(() -> Op.writev(file, List.of(memory), offset), "offset " + offset);
      assertRefused(() -> scheduler().read(file, memory, offset), "offset " + offset);
      assertRefused(() -> scheduler().write(file, memory, offset), "offset " + offset);
    }
    long highest = Long.MAX_VALUE - 99;
    String offset = "offset " + highest;
    assertRefused(() -> Op.read(file, memory, highest), offset, "100");
    assertRefused(() -> Op.write(file, memory, highest), offset, "100");
    assertRefused(() -> Op.readv(file, List.of(memory), highest), offset, "100");
    long second = Long.MAX_VALUE - 150;
    assertRefused(
        () -> Op.writev(file, List.of(memory, memory), second), "offset " + second, "200");
    file.close();
  }

  @Test
  default void allocatingLessThanOneByteIsRefused() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    for (long byteSize : new long[] {0, -1, Long.MIN_VALUE}) {
      assertRefused(() -> Op.allocate(file, byteSize), "byteSize " + byteSize);
    }
    file.close();
  }

  @Test
  default void heapMemoryIsRefused() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment heap = MemorySegment.ofArray(new byte[100]);
    assertRefused(() -> Op.read(file, heap, 0), "target", "heap");
    assertRefused(() -> Op.write(file, heap, 0), "source", "heap");
    List<MemorySegment> pieces = List.of(memory(100), heap);
    assertRefused(() -> Op.readv(file, pieces, 0), "targets[1]", "heap");
    assertRefused(() -> Op.writev(file, pieces, 0), "sources[1]", "heap");
    assertRefused(() -> scheduler().read(file, heap, 0), "heap");
    assertRefused(() -> scheduler().write(file, heap, 0), "heap");
    file.close();
  }

  @Test
  default void readOnlyMemoryIsRefusedAsATargetButNotAsASource() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment readOnly = memory(100, 1).asReadOnly();
    assertRefused(() -> Op.read(file, readOnly, 0), "target", "read-only");
    List<MemorySegment> pieces = List.of(memory(100), readOnly);
    assertRefused(() -> Op.readv(file, pieces, 0), "targets[1]", "read-only");
    assertRefused(() -> scheduler().read(file, readOnly, 0), "read-only");
    assertThat(scheduler().submit(Op.write(file, readOnly, 0)).await()).isEqualTo(100);
    assertThat(scheduler().submit(Op.writev(file, pieces, 100)).await()).isEqualTo(200);
    Bytes.assertInFile(file, 0, 100, 1);
    file.close();
  }

  @Test
  default void memoryOfAClosedArenaIsRefused() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment dead;
    try (Arena closing = Arena.ofShared()) {
      dead = closing.allocate(100);
    }
    List<ThrowingCallable> calls =
        List.of(
            () -> Op.read(file, dead, 0),
            () -> Op.write(file, dead, 0),
            () -> Op.readv(file, List.of(dead), 0),
            () -> Op.writev(file, List.of(memory(100), dead), 0),
            () -> scheduler().read(file, dead, 0),
            () -> scheduler().write(file, dead, 0));
    for (ThrowingCallable call : calls) {
      assertThatIllegalStateException().isThrownBy(call).withMessageContaining("closed");
    }
    file.close();
  }

  @Test
  default void transfersAboveTheKernelsLimitAreRefused() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    Path sparse = newPath();
    try (FileChannel channel =
        FileChannel.open(
            sparse,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      MemorySegment large = channel.map(MapMode.READ_WRITE, 0, Op.maxTransferBytes() + 1, arena());
      String length = "length " + (Op.maxTransferBytes() + 1);
      assertRefused(() -> Op.read(file, large, 0), length, "" + Op.maxTransferBytes());
      assertRefused(() -> Op.write(file, large, 0), length, "" + Op.maxTransferBytes());
      assertRefused(() -> scheduler().read(file, large, 0), length);
      assertRefused(() -> scheduler().write(file, large, 0), length);
    }
    // The kernel would cut it short without an error (M8).
    List<MemorySegment> pieces = Collections.nCopies(512, memory(4 << 20));
    assertRefused(() -> Op.readv(file, pieces, 0), "2147483648", "" + Op.maxTransferBytes());
    assertRefused(() -> Op.writev(file, pieces, 0), "2147483648", "" + Op.maxTransferBytes());
    file.close();
  }

  @Test
  default void vectorsOfMoreThan1024PiecesAreRefused() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment[] many = new MemorySegment[1025];
    Arrays.fill(many, memory(1));
    List<MemorySegment> pieces = List.of(many);
    assertRefused(() -> Op.readv(file, pieces, 0), "targets has 1025", "1024");
    assertRefused(() -> Op.writev(file, pieces, 0), "sources has 1025", "1024");
    file.close();
  }

  @Test
  default void aTransferThatTheFileWasNotOpenedForIsRefused() throws Exception {
    Path path = newPath();
    open(path, FileKind.BUFFERED.newFile()).close();
    DioFile readable = open(path, StandardOpenOption.READ);
    DioFile writable = open(path, StandardOpenOption.WRITE);
    MemorySegment memory = memory(100);
    List<ThrowingCallable> writes =
        List.of(
            () -> Op.write(readable, memory, 0),
            () -> Op.writev(readable, List.of(memory), 0),
            () -> scheduler().write(readable, memory, 0));
    for (ThrowingCallable write : writes) {
      assertThatIllegalStateException()
          .isThrownBy(write)
          .withMessageContaining("not opened with WRITE");
    }
    List<ThrowingCallable> reads =
        List.of(
            () -> Op.read(writable, memory, 0),
            () -> Op.readv(writable, List.of(memory), 0),
            () -> scheduler().read(writable, memory, 0));
    for (ThrowingCallable read : reads) {
      assertThatIllegalStateException()
          .isThrownBy(read)
          .withMessageContaining("not opened with READ");
    }
    readable.close();
    writable.close();
  }

  @Test
  default void operationsOnAClosedFileAreRefused() throws Exception {
    DioFile file = newFile(100, 1);
    MemorySegment memory = memory(100);
    List<Op> ops =
        List.of(
            Op.read(file, memory, 0),
            Op.write(file, memory, 0),
            Op.readv(file, List.of(memory), 0),
            Op.writev(file, List.of(memory), 0),
            Op.sync(file),
            Op.dataSync(file),
            Op.allocate(file, 1),
            Op.drain(file));
    file.close();
    for (Op op : ops) {
      assertThatIllegalStateException()
          .isThrownBy(() -> scheduler().submit(op))
          .withMessageContaining(file.path().toString())
          .withMessageContaining("closed");
    }
    assertThatIllegalStateException().isThrownBy(() -> scheduler().read(file, memory, 0));
    assertThatIllegalStateException().isThrownBy(() -> scheduler().write(file, memory, 0));
    assertThat(scheduler().stats().operations()).isZero();
    assertThat(scheduler().stats().inFlight()).isZero();
  }
}
