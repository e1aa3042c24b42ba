// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.align.foreign.Mapping;
import io.dio.align.foreign.Native;
import io.dio.sys.DirectAlignment.Source;
import io.dio.sys.foreign.Iovec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class TransferRulesTest {
  private static final boolean READ = false;
  private static final boolean WRITE = true;

  private static TransferRules rules(int memory, int offset, int readOffset, Source source) {
    return new TransferRules(
        "/data", true, true, DirectAlignment.of(memory, offset, readOffset, source));
  }

  @Test
  void eachOperandIsComparedWithItsOwnAlignment() {
    TransferRules rules = rules(4, 4096, 512, Source.STATX);
    assertThatCode(() -> rules.checkTransfer(0x1004, 4096, 8192, WRITE)).doesNotThrowAnyException();
    assertThatCode(() -> rules.checkTransfer(0x1004, 512, 1024, READ)).doesNotThrowAnyException();
    assertThatThrownBy(() -> rules.checkTransfer(0x1002, 4096, 0, WRITE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("address 0x1002 is not a multiple of 4, as direct I/O on /data needs");
    assertThatThrownBy(() -> rules.checkTransfer(0x1000, 512, 0, WRITE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("length 512 is not a multiple of 4096, as direct I/O on /data needs");
    assertThatThrownBy(() -> rules.checkTransfer(0x1000, 512, 100, READ))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("offset 100 is not a multiple of 512, as direct I/O on /data needs");
  }

  /** On Linux MAX_RW_COUNT is INT_MAX rounded down to a whole page. */
  @ParameterizedTest
  @CsvSource({"4096, 7ffff000", "16384, 7fffc000", "65536, 7fff0000"})
  void aTransferEndsAtAPageOfTheHost(int pageBytes, String mostBytes) {
    assertThat(TransferRules.maxTransferBytes(pageBytes)).isEqualTo(Long.parseLong(mostBytes, 16));
  }

  @Test
  void theLongestTransferIsThatOfThisHostsPages() {
    assertThat(DioFile.maxTransferBytes())
        .isEqualTo(TransferRules.maxTransferBytes(Mapping.pageSize()));
    assertThatCode(() -> TransferRules.checkLength(DioFile.maxTransferBytes()))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> TransferRules.checkLength(DioFile.maxTransferBytes() + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than one transfer moves, " + DioFile.maxTransferBytes());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "STATX")
  void whatIsNotReportedIsLeftToTheKernel(Source source) {
    TransferRules rules = rules(4096, 4096, 4096, source);
    assertThatCode(() -> rules.checkTransfer(1, 1, 1, WRITE)).doesNotThrowAnyException();
  }

  @Test
  void anInvalidArgumentComesWithItsLikelyReason() {
    TransferRules rules = rules(4096, 4096, 4096, Source.ASSUMED);
    assertThat(rules.failure("pwrite", Errno.EINVAL, 7, 0x1000, 100, 0))
        .hasMessage(
            "pwrite(path=/data, fd=7, address=0x1000, length=100, offset=0; direct I/O, alignment"
                + " from ASSUMED: length 100 is not a multiple of 4096): EINVAL (Invalid"
                + " argument)");
    assertThat(rules.failure("pread", Errno.EINVAL, 7, 0x1000, 4096, 0).operands())
        .endsWith("; direct I/O, may need more than the alignment from ASSUMED");
    assertThat(rules.failure("pread", Errno.EIO, 7, 0x1000, 100, 0).operands())
        .endsWith("offset=0");
    assertThat(rules.failure("pread", Errno.EFAULT, 7, 0x1000, 4096, 0).operands())
        .endsWith("; is the arena of the segment closed?");
    assertThat(rules(1, 1, 1, Source.NONE).failure("pread", Errno.EINVAL, 7, 1, 1, 1).operands())
        .endsWith("offset=1");
  }

  @Test
  void aVectorsFailureNamesItsShapeAndTheFirstPieceThatDoesNotFit() {
    List<MemorySegment> segments =
        List.of(Native.segment(0x1000, 4096), Native.segment(0x3001, 4096));
    assertThat(
            rules(512, 4096, 4096, Source.BLOCK_DEVICE)
                .vectorFailure("pwritev", Errno.EINVAL, 7, segments, 4096)
                .operands())
        .isEqualTo(
            "path=/data, fd=7, pieces=2, length=8192, offset=4096; direct I/O, alignment from"
                + " BLOCK_DEVICE: address 0x3001 is not a multiple of 512");
  }

  @Test
  void aTransferGoesOnWhereAddressAndOffsetAreBothAligned() {
    assertThat(rules(512, 4096, 512, Source.STATX).step(WRITE)).isEqualTo(4096);
    assertThat(rules(4096, 512, 512, Source.STATX).step(READ)).isEqualTo(4096);
    assertThat(rules(1, 1, 1, Source.NONE).step(WRITE)).isEqualTo(1);
  }

  @Test
  void rangesEndAtTheLargestOffset() {
    assertThatCode(() -> TransferRules.checkRange(Long.MAX_VALUE, 0)).doesNotThrowAnyException();
    assertThatCode(() -> TransferRules.checkRange(0, Long.MAX_VALUE)).doesNotThrowAnyException();
    assertThatThrownBy(() -> TransferRules.checkRange(1, Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("offset 1 + length " + Long.MAX_VALUE);
    assertThatThrownBy(() -> TransferRules.checkRange(0, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("length -1 is negative");
  }

  @Test
  void checkingAVectorWritesItDown() {
    try (Arena arena = Arena.ofConfined()) {
      List<MemorySegment> segments = List.of(arena.allocate(10), arena.allocate(20));
      MemorySegment vector = arena.allocate(2L * Iovec.BYTE_SIZE, 8);
      TransferRules rules = rules(1, 1, 1, Source.NONE);
      assertThat(rules.checkVector(segments, 0, WRITE, vector.address())).isEqualTo(2L << 32 | 30);
      assertThat(vector.toArray(ValueLayout.JAVA_LONG))
          .containsExactly(segments.get(0).address(), 10, segments.get(1).address(), 20);
      List<MemorySegment> tooMany = Collections.nCopies(1025, segments.get(0));
      assertThatThrownBy(() -> rules.checkVector(tooMany, 0, WRITE, vector.address()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1025");
    }
  }
}
