// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dio.sys.DirectAlignment.Source;
import org.junit.jupiter.api.Test;

class DirectAlignmentTest {

  private static final DirectAlignment REPORTED = DirectAlignment.of(4, 1024, 512, Source.STATX);

  @Test
  void eachNumberHasItsAccessor() {
    assertThat(REPORTED.memory()).isEqualTo(4);
    assertThat(REPORTED.offset()).isEqualTo(1024);
    assertThat(REPORTED.readOffset()).isEqualTo(512);
    assertThat(REPORTED.source()).isEqualTo(Source.STATX);
  }

  @Test
  void alignmentsAreEqualIfAllTheirPartsAre() {
    assertThat(REPORTED)
        .isEqualTo(DirectAlignment.of(4, 1024, 512, Source.STATX))
        .hasSameHashCodeAs(DirectAlignment.of(4, 1024, 512, Source.STATX))
        .isNotEqualTo(DirectAlignment.of(8, 1024, 512, Source.STATX))
        .isNotEqualTo(DirectAlignment.of(4, 2048, 512, Source.STATX))
        .isNotEqualTo(DirectAlignment.of(4, 1024, 1024, Source.STATX))
        .isNotEqualTo(DirectAlignment.of(4, 1024, 512, Source.BLOCK_DEVICE));
  }

  @Test
  void anAlignmentPrintsItsParts() {
    assertThat(REPORTED)
        .hasToString("DirectAlignment[memory=4, offset=1024, readOffset=512, source=STATX]");
  }

  @Test
  void anAlignmentHasASource() {
    assertThatNullPointerException()
        .isThrownBy(() -> DirectAlignment.of(1, 1, 1, null))
        .withMessage("source");
  }

  @Test
  void nobodyConstructsAnAlignmentSoThatItCanGainFields() {
    assertThat(DirectAlignment.class.getConstructors()).isEmpty();
    assertThat(DirectAlignment.class).isFinal();
  }
}
