// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class AlignedRangeTest {

  @Test
  void skipIsTheDistanceFromTheFirstByte() {
    AlignedRange range = new AlignedRange(4096, 8192);
    assertThat(range.end()).isEqualTo(12288);
    assertThat(range.skip(4096)).isZero();
    assertThat(range.skip(5000)).isEqualTo(904);
    assertThat(range.skip(12288)).isEqualTo(8192);
  }

  @Test
  void skipToOutsideIsRefused() {
    AlignedRange range = new AlignedRange(4096, 8192);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> range.skip(4095))
        .withMessage("requestedOffset is 4095, must be from 4096 to 12288");
    assertThatIllegalArgumentException().isThrownBy(() -> range.skip(12289));
    assertThatIllegalArgumentException().isThrownBy(() -> range.skip(-1));
  }

  @Test
  void aRangeIsNeitherNegativeNorLongerThanALong() {
    assertThatIllegalArgumentException().isThrownBy(() -> new AlignedRange(-1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new AlignedRange(0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new AlignedRange(1, Long.MAX_VALUE));
    assertThat(new AlignedRange(0, Long.MAX_VALUE).end()).isEqualTo(Long.MAX_VALUE);
  }
}
