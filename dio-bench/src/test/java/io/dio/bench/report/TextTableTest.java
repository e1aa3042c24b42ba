// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.bench.report.TextTable.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private final TextTable table =
      new TextTable(List.of(new Column("name", true), new Column("n", false)));

  @Test
  void wordsStandLeftAndFiguresRight() {
    table.add(List.of("a", "1,000"));
    table.add(List.of("longer", "1"));
    assertThat(table.toString().lines())
        .containsExactly("name        n", "a       1,000", "longer      1");
  }

  @Test
  void aRowOfAnotherWidthIsRefused() {
    assertThatThrownBy(() -> table.add(List.of("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 cells")
        .hasMessageContaining("2 columns");
  }

  @Test
  void sizesAreGivenInTheLargestUnitThatFits() {
    assertThat(ByteSizes.text(0)).isEqualTo("0 B");
    assertThat(ByteSizes.text(1023)).isEqualTo("1023 B");
    assertThat(ByteSizes.text(4096)).isEqualTo("4 KiB");
    assertThat(ByteSizes.text(1536 << 20)).isEqualTo("1.5 GiB");
    assertThat(ByteSizes.text(Long.MAX_VALUE)).isEqualTo("8 EiB");
  }
}
