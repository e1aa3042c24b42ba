// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.bench.process.TerminalWidth;
import io.dio.bench.report.TextTable.Column;
import io.dio.bench.report.TextTable.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private final TextTable table =
      new TextTable(List.of(new Column("name", Kind.WORDS), new Column("n", Kind.FIGURE)));

  private static TextTable settings() {
    return new TextTable(
        List.of(
            new Column("program", Kind.WORDS),
            new Column("rw", Kind.WORDS),
            new Column("depth", Kind.SETTING),
            new Column("schedulers", Kind.SETTING),
            new Column("IOPS", Kind.FIGURE),
            new Column("CPU us/op", Kind.FIGURE),
            new Column("syncs/s", Kind.FIGURE),
            new Column("mismatches", Kind.CHECK)));
  }

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
  void settingsThatAllRowsShareStandInTheHeadingAndFiguresOfNoRowAreLeftOut() {
    TextTable table = settings();
    table.add(List.of("uring", "read", "64", "1", "9,000", "1.0", "-", "0"));
    table.add(List.of("ffm", "read", "1", "-", "9,000", "2.0", "-", "0"));
    assertThat(table.toString(80).lines())
        .containsExactly(
            "all rows: rw read, schedulers 1, mismatches 0",
            "                         CPU",
            "program  depth   IOPS  us/op",
            "uring       64  9,000    1.0",
            "ffm          1  9,000    2.0");
  }

  @Test
  void aCheckThatOneRowFailedHasItsColumn() {
    TextTable table = settings();
    table.add(List.of("uring", "read", "1", "1", "9,000", "1.0", "-", "0"));
    table.add(List.of("ffm", "read", "1", "1", "9,000", "2.0", "-", "3"));
    assertThat(table.toString(80)).containsPattern("(?m)3$").contains("mismatches\n");
  }

  @Test
  void whatDoesNotFitFollowsBelowWithTheSameRows() {
    TextTable table = settings();
    table.add(List.of("uring", "read", "64", "1", "9,000", "1.0", "7.0", "0"));
    table.add(List.of("ffm", "write", "1", "2", "1,000", "2.0", "8.0", "0"));
    assertThat(table.toString(51).lines())
        .containsExactly(
            "all rows: mismatches 0",
            "row  program  rw     depth  schedulers   IOPS",
            "  1  uring    read      64           1  9,000",
            "  2  ffm      write      1           2  1,000",
            "",
            "       CPU",
            "row  us/op  syncs/s",
            "  1    1.0      7.0",
            "  2    2.0      8.0");
  }

  @Test
  void withoutALimitItHasAllColumnsSideBySide() {
    TextTable table = settings();
    table.add(List.of("uring", "read", "64", "1", "9,000", "1.0", "-", "0"));
    assertThat(table.toString(TerminalWidth.UNLIMITED).lines())
        .containsExactly(
            "program  rw    depth  schedulers   IOPS  CPU us/op  syncs/s  mismatches",
            "uring    read     64           1  9,000        1.0        -           0");
  }

  @Test
  void textsAreBrokenBetweenWords() {
    assertThat(Lines.wrapped("fact:   some words that follow", 18, "        ").lines())
        .containsExactly("fact:   some words", "        that", "        follow");
    assertThat(Lines.wrapped("  indented averyveryverylongword", 10, "  ").lines())
        .containsExactly("  indented", "  averyveryverylongword");
    assertThat(Lines.wrapped("", 10, "")).isEqualTo(System.lineSeparator());
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
