// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalWidthTest {
  @Test
  void theVariableComesFirst() {
    assertThat(TerminalWidth.columns("132")).isEqualTo(132);
    assertThat(TerminalWidth.columns(" 66 ")).isEqualTo(66);
  }

  @Test
  void nothingIsNarrowerThanATableCanBe() {
    assertThat(TerminalWidth.columns("3")).isEqualTo(40);
  }

  @Test
  void whatIsNoWidthIsPassedOver() {
    int otherwise = TerminalWidth.columns(null);
    assertThat(otherwise).isGreaterThanOrEqualTo(40);
    for (String variable : new String[] {"", "0", "-5", "wide", "99999999999"}) {
      assertThat(TerminalWidth.columns(variable)).as(variable).isEqualTo(otherwise);
    }
  }
}
