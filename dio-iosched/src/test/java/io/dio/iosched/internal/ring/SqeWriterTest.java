// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.foreign.Mapping;
import io.dio.align.foreign.Native;
import io.dio.iosched.Op;
import io.dio.iosched.internal.request.Request;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.Arena;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The entries of transfers and syncs, and those that the ring makes for itself. */
class SqeWriterTest extends EntryFixture {
  @Test
  void anEntryHas64Bytes() {
    assertThat(SqeWriter.BYTE_SIZE).isEqualTo(64);
  }

  @Test
  void read() {
    assertBytes(
        Op.read(file, memory, FILE_OFFSET),
        0,
        """
        16 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 70 56 34 12 7f 00 00
        00 20 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void write() {
    assertBytes(
        Op.write(file, memory, FILE_OFFSET),
        0,
        """
        17 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 70 56 34 12 7f 00 00
        00 20 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void aTransferOfTheLargestSize() {
    assertBytes(
        Op.read(file, Native.segment(ADDRESS, Op.maxTransferBytes()), 0),
        0,
        """
        16 00 00 00 fd fd fd fd
        00 00 00 00 00 00 00 00
        00 70 56 34 12 7f 00 00
        00 LL ff 7f 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """
            // The size ends at a boundary of the host's pages, which are 4, 16 or 64 KiB.
            .replace("LL", "%02x".formatted(-Mapping.pageSize() >> 8 & 0xff)));
  }

  @Test
  void readv() {
    assertBytes(
        Op.readv(file, List.of(memory, memory, memory), FILE_OFFSET),
        IOVECS,
        """
        01 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        10 00 ef cd ab 7f 00 00
        03 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void writev() {
    assertBytes(
        Op.writev(file, List.of(memory, memory, memory), FILE_OFFSET),
        IOVECS,
        """
        02 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        10 00 ef cd ab 7f 00 00
        03 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void sync() {
    assertBytes(
        Op.sync(file),
        0,
        """
        03 00 00 00 fd fd fd fd
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** fsync_flags is IORING_FSYNC_DATASYNC, 1; off and len of 0 mean the whole file. */
  @Test
  void dataSync() {
    assertBytes(
        Op.dataSync(file),
        0,
        """
        03 00 00 00 fd fd fd fd
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 01 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  // ---- runs, cancellations and the wake-up ----

  /** Like a writev of as many pieces, at the offset of the first. */
  @Test
  void aRunOfWrites() {
    assertBytes(
        sqe ->
            SqeWriter.writeRun(
                sqe, (Request) Op.write(file, memory, FILE_OFFSET), IOVECS, 3, USER_DATA),
        FileAccess.instance().descriptor(file),
        """
        02 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        10 00 ef cd ab 7f 00 00
        03 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** The user_data of the entry to cancel is in addr. There is no descriptor. */
  @Test
  void cancel() {
    assertBytes(
        sqe -> SqeWriter.cancel(sqe, 0x0000_0005_0000_0007L, Ring.CANCEL),
        -1,
        """
        0e 00 00 00 ff ff ff ff
        00 00 00 00 00 00 00 00
        07 00 00 00 05 00 00 00
        00 00 00 00 00 00 00 00
        fe ff ff ff 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void readCounter() {
    int descriptor = 0x0102_0A0B;
    assertBytes(
        sqe -> SqeWriter.readCounter(sqe, descriptor, ADDRESS, Ring.WAKE_UP),
        descriptor,
        """
        16 00 00 00 0b 0a 02 01
        00 00 00 00 00 00 00 00
        00 70 56 34 12 7f 00 00
        08 00 00 00 00 00 00 00
        ff ff ff ff 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void drainsAndOpeningsForTheProcessAreNotForTheKernel() {
    List<Op> others =
        List.of(Op.drain(file), Op.drain(slot), Op.open(path, StandardOpenOption.READ));
    try (Arena arena = Arena.ofConfined()) {
      long sqe = arena.allocate(64, 64).address();

      for (Op op : others) {
        assertThatThrownBy(() -> SqeWriter.write(sqe, (Request) op, 0, USER_DATA))
            .isInstanceOf(AssertionError.class);
      }
    }
  }
}
