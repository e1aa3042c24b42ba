// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatencyHistogramTest {
  private static LatencyHistogram of(long... nanos) {
    LatencyHistogram.Recorder recorder = new LatencyHistogram.Recorder();
    for (long each : nanos) {
      recorder.record(each);
    }
    return recorder.snapshot();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 7, 8, 9, 15, 16, 17, 1000, 1 << 20, 123_456_789_012L, Long.MAX_VALUE})
  void oneTimeIsEveryQuantile(long nanos) {
    LatencyHistogram one = of(nanos);
    assertThat(one.count()).isEqualTo(1);
    assertThat(one.totalNanos()).isEqualTo(nanos);
    assertThat(one.maxNanos()).isEqualTo(nanos);
    assertThat(one.quantileNanos(0)).isEqualTo(nanos);
    assertThat(one.quantileNanos(0.5)).isEqualTo(nanos);
    assertThat(one.quantileNanos(1)).isEqualTo(nanos);
  }

  @Test
  void aQuantileIsAtMostAnEighthTooHigh() {
    Random random = new Random(7);
    long[] times = random.longs(10_000, 0, 50).map(bits -> random.nextLong(1L << bits)).toArray();
    LatencyHistogram histogram = of(times);
    Arrays.sort(times);
    for (int percent = 1; percent <= 100; percent++) {
      long exact = times[times.length * percent / 100 - 1];
      assertThat(histogram.quantileNanos(percent / 100.0))
          .as("%d %%", percent)
          .isBetween(exact, exact + exact / 8);
    }
    assertThat(histogram.meanNanos()).isEqualTo((double) Arrays.stream(times).sum() / 10_000);
  }

  @Test
  void aNegativeTimeCountsAsZero() {
    assertThat(of(-5)).isEqualTo(of(0));
  }

  @Test
  void nothingSeenIsAllZero() {
    LatencyHistogram none = of();
    assertThat(none).isEqualTo(LatencyHistogram.empty());
    assertThat(none.quantileNanos(0.99)).isZero();
    assertThat(none.meanNanos()).isZero();
    assertThat(none.maxNanos()).isZero();
  }

  @Test
  void aSumHasTheTimesOfBoth() {
    LatencyHistogram sum = of(1, 100).plus(of(50, 7000));
    assertThat(sum).isEqualTo(of(7000, 1, 50, 100)).hasSameHashCodeAs(of(7000, 1, 50, 100));
    assertThat(sum.plus(LatencyHistogram.empty())).isEqualTo(sum);
    assertThat(LatencyHistogram.empty().plus(sum)).isEqualTo(sum);
    assertThat(sum.toString()).startsWith("4 times, median ").endsWith("longest 7000 ns");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void aFractionOutsideIsRefused(double fraction) {
    assertThatIllegalArgumentException().isThrownBy(() -> of(1).quantileNanos(fraction));
  }
}
