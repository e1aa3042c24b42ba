// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class ContentsTest {
  private static final int BLOCK = 4096;
  private static final int FILE = 16 * BLOCK;

  private final Pattern pattern = new Pattern(3);
  private final MemorySegment file = MemorySegment.ofArray(new byte[FILE]);

  private Contents overwritten() {
    pattern.fill(file, 0, 0, FILE);
    return Contents.overwritten(pattern, FILE, BLOCK, 4);
  }

  @Test
  void aWrongByteIsNamedWithWhatBelongsThere() {
    Contents contents = Contents.unchanging(pattern);
    pattern.fill(file, 0, 0, FILE);
    byte right = file.get(ValueLayout.JAVA_BYTE, 5003);
    file.set(ValueLayout.JAVA_BYTE, 5003, (byte) ~right);

    assertThat(contents.check(file, 0, 0, 5000)).isEmpty();
    assertThat(contents.check(file, 0, 0, FILE))
        .contains(new Mismatch(5003, right & 0xFF, ~right & 0xFF));
    assertThat(contents.check(file, BLOCK, BLOCK, BLOCK)).isPresent();
    assertThat(contents.check(file, 2 * BLOCK, 2 * BLOCK, BLOCK)).isEmpty();
  }

  @Test
  void aLostWriteIsFound() {
    Contents contents = overwritten();
    contents.fill(file, 2 * BLOCK, 2 * BLOCK, BLOCK, 1);
    contents.markWritten(2 * BLOCK, BLOCK, 1);
    assertThat(contents.check(file, 0, 0, FILE)).isEmpty();

    contents.markWritten(7 * BLOCK, BLOCK, 2); // told to be written, but it is not
    assertThat(contents.check(file, 0, 0, FILE))
        .hasValueSatisfying(m -> assertThat(m.offset()).isBetween(7L * BLOCK, 7L * BLOCK + 7));
    assertThat(contents.headMatches(file, 7 * BLOCK, 7 * BLOCK)).isFalse();
    assertThat(contents.headMatches(file, 8 * BLOCK, 8 * BLOCK)).isTrue();
  }

  @Test
  void aWriteThatNobodyMadeIsFound() {
    Contents contents = overwritten();
    contents.fill(file, 3 * BLOCK, 3 * BLOCK, BLOCK, 1);
    assertThat(contents.check(file, 0, 0, FILE))
        .hasValueSatisfying(m -> assertThat(m.offset()).isBetween(3L * BLOCK, 3L * BLOCK + 7));
  }

  @Test
  void blocksOfSeveralGranulesMayHoldSeveralGenerations() {
    Contents contents = overwritten();
    contents.fill(file, 4 * BLOCK, 4 * BLOCK, 2 * BLOCK, 1);
    contents.markWritten(4 * BLOCK, 2 * BLOCK, 1);
    contents.fill(file, 5 * BLOCK, 5 * BLOCK, BLOCK, 3);
    contents.markWritten(5 * BLOCK, BLOCK, 3);
    assertThat(contents.check(file, 4 * BLOCK, 4 * BLOCK, 4 * BLOCK)).isEmpty();
  }

  @Test
  void aScribbledBufferPassesNoCheck() {
    Contents contents = Contents.unchanging(pattern);
    pattern.fill(file, 0, 0, FILE);
    Contents.scribbleHead(file, BLOCK);
    assertThat(contents.headMatches(file, BLOCK, BLOCK)).isFalse();
    Contents.scribble(file, 2 * BLOCK, BLOCK);
    assertThat(contents.check(file, 2 * BLOCK + 512, 2 * BLOCK + 512, 512)).isPresent();
    assertThat(contents.check(file, 3 * BLOCK, 3 * BLOCK, BLOCK)).isEmpty();
  }

  @Test
  void aTransferThatEndedEarlyIsAMismatchWithoutAByte() {
    Mismatch mismatch = Contents.unchanging(pattern).missing(5003);
    pattern.fill(file, 0, 0, FILE);
    assertThat(mismatch)
        .isEqualTo(
            new Mismatch(5003, file.get(ValueLayout.JAVA_BYTE, 5003) & 0xFF, Mismatch.MISSING));
    assertThat(mismatch.toString()).contains("5003").contains("nothing was read");
  }

  @Test
  void aLedgerThatWouldNotFitIntoMemoryIsRefused() {
    assertThatThrownBy(() -> Contents.overwritten(pattern, 1L << 50, 512, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1125899906842624");
    assertThatThrownBy(() -> Contents.overwritten(pattern, 1L << 20, 3000, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3000");
  }
}
