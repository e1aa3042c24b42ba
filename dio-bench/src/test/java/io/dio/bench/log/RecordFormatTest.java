// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordFormatTest {
  private static final int PAYLOAD_BYTES = 13;
  private static final long LOG = 77;
  private static final long SEGMENT = 3;
  private static final long OFFSET = 8192;

  private final Arena arena = Arena.ofConfined();
  private final RecordFormat format = new RecordFormat();
  private MemorySegment record;

  @BeforeEach
  void sealRecord() {
    record = arena.allocate(RecordFormat.storedBytes(PAYLOAD_BYTES), RecordFormat.ALIGNMENT);
    record.fill((byte) 9);
    format.seal(record, PAYLOAD_BYTES, false, 41, 40, LOG, SEGMENT, OFFSET);
  }

  @AfterEach
  void free() {
    arena.close();
  }

  @ParameterizedTest
  @CsvSource({"0,24", "1,32", "8,32", "9,40", "4096,4120"})
  void aRecordTakesItsHeaderItsPayloadAndTheRestOfEightBytes(long payloadBytes, int storedBytes) {
    assertThat(RecordFormat.storedBytes(payloadBytes)).isEqualTo(storedBytes);
  }

  @Test
  void aRecordTellsWhatItWasSealedWith() {
    assertThat(format.isWhole(record, LOG, SEGMENT, OFFSET)).isTrue();
    assertThat(RecordFormat.length(record)).isEqualTo(PAYLOAD_BYTES);
    assertThat(RecordFormat.lsn(record)).isEqualTo(41);
    assertThat(RecordFormat.commitLsn(record)).isEqualTo(40);
    assertThat(RecordFormat.isVoid(record)).isFalse();
    assertThat(RecordFormat.payload(record).toArray(ValueLayout.JAVA_BYTE)).containsOnly(9);
    assertThat(record.get(ValueLayout.JAVA_BYTE, RecordFormat.HEADER_BYTES + PAYLOAD_BYTES))
        .isZero();
  }

  @Test
  void aRecordThatCouldNotBeFilledSaysSo() {
    format.seal(record, PAYLOAD_BYTES, true, 41, 40, LOG, SEGMENT, OFFSET);
    assertThat(format.isWhole(record, LOG, SEGMENT, OFFSET)).isTrue();
    assertThat(RecordFormat.isVoid(record)).isTrue();
    assertThat(RecordFormat.length(record)).isEqualTo(PAYLOAD_BYTES);
  }

  @Test
  void aRecordIsWholeOnlyAtItsPlace() {
    assertThat(format.isWhole(record, LOG + 1, SEGMENT, OFFSET)).isFalse();
    assertThat(format.isWhole(record, LOG, SEGMENT + 1, OFFSET)).isFalse();
    assertThat(format.isWhole(record, LOG, SEGMENT, OFFSET + 4096)).isFalse();
  }

  @Test
  void noBitOfARecordCanChangeUnnoticed() {
    MemorySegment larger = arena.allocate(1 << 12, RecordFormat.ALIGNMENT);
    int bits = (RecordFormat.HEADER_BYTES + PAYLOAD_BYTES) * Byte.SIZE;
    for (int bit = 0; bit < bits; bit++) {
      MemorySegment.copy(record, 0, larger, 0, record.byteSize());
      int at = bit / Byte.SIZE;
      byte old = larger.get(ValueLayout.JAVA_BYTE, at);
      larger.set(ValueLayout.JAVA_BYTE, at, (byte) (old ^ 1 << bit % Byte.SIZE));
      boolean fits = RecordFormat.length(larger) <= larger.byteSize() - RecordFormat.HEADER_BYTES;
      assertThat(fits && format.isWhole(larger, LOG, SEGMENT, OFFSET)).as("bit " + bit).isFalse();
    }
  }
}
