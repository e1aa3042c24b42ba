// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MergeLayoutTest {
  @Test
  void chunksAreTakenFromTheRunsInTurn() {
    MergeLayout layout = MergeLayout.of(8 * 4096, 4096);
    assertThat(LongStream.range(0, layout.chunks()).map(layout::inputOffset).map(at -> at / 4096))
        .containsExactly(0L, 2L, 4L, 6L, 1L, 3L, 5L, 7L);
    assertThat(layout.outputOffset(3)).isEqualTo(3 * 4096);
    assertThat(layout.byteSize()).isEqualTo(8 * 4096);
  }

  @Test
  void chunksThatMakeNoWholeTurnAreLeftOut() {
    assertThat(MergeLayout.of(11 * 4096 + 5, 4096).chunks()).isEqualTo(8);
  }
}
