// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.compare.Spread;
import io.dio.bench.report.CostReport.IdleRow;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of {@code dio cost}, from figures that are made up. */
final class CostTableTest {
  private static final String CAUSE =
      "the program ended with exit code 1 and printed a message that is longer than most lines"
          + " of a terminal, because messages of compilers are";

  private static Spread spread(double... values) {
    return Spread.of(DoubleStream.of(values)).orElseThrow();
  }

  private static CostReport report() {
    List<Double> rounds = List.of(1.05, 10.11, 2.2);
    Spread wide = spread(1.5, 22_222.2, 333_333.3);
    return new CostReport(
        "Linux 6.18.0",
        "2 processors of some kind",
        "25.0.1+8",
        "/a/folder/with/a/long/name/dio-cost-1234567890123456789.dat",
        "ext4",
        null,
        null,
        "compiled by gcc -O2 -march=native, over liburing 2.3",
        256,
        3,
        1000,
        List.of(
            new SetupRow(
                "posix-workers",
                wide,
                wide,
                wide,
                wide,
                rounds,
                rounds,
                rounds,
                rounds,
                "done",
                null),
            new SetupRow(
                "c-loop uring",
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "unavailable",
                CAUSE)),
        new IdleRow("dio-uring-12-coordinator", 10.0, 12_345.6, 100L, 20L, 0.1, "done", null),
        List.of(new WakeRow(16, wide, wide, rounds)),
        5,
        List.of(
            new FreshRow(
                "ffm getpid, AOT cache", wide, wide, 1234, 56, rounds, rounds, "done", null),
            new FreshRow(
                "nothing", null, null, null, null, List.of(), List.of(), "failed", CAUSE)));
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 100, 200})
  void noLineIsLongerThanTheTerminal(int columns) {
    String text = CostTable.of(report(), columns);
    assertThat(text.lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(columns));
    assertThat(text)
        .contains("posix-workers", "c-loop uring: unavailable:", "idle: ")
        .contains("woken by a platform thread", "us/wake")
        .contains("fresh JVM:", "ffm getpid, AOT cache", "nothing: failed:");
  }
}
