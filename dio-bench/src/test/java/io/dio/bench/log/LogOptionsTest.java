// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogOptionsTest {
  @ParameterizedTest
  @CsvSource({
    "65536, 0, commitBytes 0",
    "65536, 5000, commitBytes 5000",
    "65536, 65536, segmentBytes 65536",
    "65537, 4096, segmentBytes 65537",
    "2147483648, 4096, segmentBytes 2147483648",
  })
  void aSizeThatCannotBeIsRefusedByNameAndValue(long segmentBytes, int commitBytes, String named) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogOptions.defaults().withSizes(segmentBytes, commitBytes))
        .withMessageStartingWith(named + " is not a multiple of 4096 within ");
  }

  @Test
  void thereIsAtLeastOneSpareSegment() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogOptions.defaults().withSpareSegments(0))
        .withMessage("spareSegments 0 is not within 1 and 1024");
  }
}
