// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  /** A turn of one second. */
  private static Turn turn(long operations, double cpuMicros) {
    return new Turn(operations, 1, cpuMicros, Double.NaN, 1, Double.NaN, Double.NaN);
  }

  @Test
  void theMedianIsTheMiddleOfAnOddNumberWhateverTheirOrder() {
    assertThat(Spread.of(DoubleStream.of(9, 1, 4))).contains(new Spread(4, 1, 9));
  }

  @Test
  void theMedianIsTheMeanOfTheTwoInTheMiddleOfAnEvenNumber() {
    assertThat(Spread.of(DoubleStream.of(10, 1, 4, 2))).contains(new Spread(3, 1, 10));
  }

  @Test
  void oneTurnIsItsOwnMedian() {
    assertThat(Spread.of(DoubleStream.of(5))).contains(new Spread(5, 5, 5));
  }

  @Test
  void whatNobodyCountedIsNoFigure() {
    assertThat(Spread.of(DoubleStream.of(Double.NaN, 3, Double.POSITIVE_INFINITY)))
        .contains(new Spread(3, 3, 3));
    assertThat(Spread.of(DoubleStream.of(Double.NaN))).isEmpty();
    assertThat(Spread.of(List.of(turn(1, 1)), Turn::allocatedBytesPerOperation)).isEmpty();
    assertThat(Spread.of(List.of(), Turn::operationsPerSecond)).isEmpty();
  }

  @Test
  void ratiosAreTakenBetweenTurnsOfTheSameRound() {
    // The ratio is one half in each round, although the machine was ten times slower in the second
    // one.
    List<Turn> ours = List.of(turn(500, 4), turn(50, 40));
    List<Turn> theirs = List.of(turn(1000, 2), turn(100, 20), turn(1, 1));
    assertThat(Spread.ofRatios(ours, theirs, Turn::nanosPerOperation))
        .contains(new Spread(2, 2, 2));
    assertThat(Spread.ofRatios(ours, theirs, Turn::cpuMicrosPerOperation))
        .contains(new Spread(2, 2, 2));
  }

  @Test
  void thereIsNoRatioToWhatWasNotRun() {
    assertThat(Spread.ofRatios(List.of(turn(1, 1)), List.of(), Turn::nanosPerOperation)).isEmpty();
  }
}
