// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SchedulerOptionsTest {
  private final SchedulerOptions defaults = SchedulerOptions.defaults();

  @Test
  void eachSettingGivesNewOptionsAndKeepsTheOthers() {
    Executor executor = Runnable::run;
    SchedulerOptions options =
        defaults
            .withRingDepth(64)
            .withLiburing(LiburingSource.EMBEDDED)
            .withCallbackExecutor(executor)
            .withInlineReads(false)
            .withLatencyHistograms(true);
    assertThat(options.ringDepth()).isEqualTo(64);
    assertThat(options.liburing()).isEqualTo(LiburingSource.EMBEDDED);
    assertThat(options.callbackExecutor()).isSameAs(executor);
    assertThat(options.inlineReads()).isFalse();
    assertThat(options.latencyHistograms()).isTrue();
    assertThat(options.withRingDepth(8).latencyHistograms()).isTrue();
    assertThat(defaults.latencyHistograms()).isFalse();
    assertThat(options.withRingDepth(8).inlineReads()).isFalse();
    assertThat(defaults.inlineReads()).isTrue();
    assertThat(defaults.ringDepth()).isEqualTo(256);
    assertThat(defaults.liburing()).isEqualTo(LiburingSource.AUTO);
    assertThat(options.toString()).contains("64", "EMBEDDED");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 3, 255, 32_769, 65_536, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aRingDepthThatTheKernelWouldRoundOrRefuseIsRefused(int ringDepth) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> defaults.withRingDepth(ringDepth))
        .withMessage("ringDepth " + ringDepth + " is not a power of two in 1..32768");
  }

  @Test
  void nullIsRefused() {
    assertThatNullPointerException().isThrownBy(() -> defaults.withLiburing(null));
    assertThatNullPointerException().isThrownBy(() -> defaults.withCallbackExecutor(null));
    assertThatNullPointerException().isThrownBy(() -> IoScheduler.open(null));
    assertThatNullPointerException().isThrownBy(() -> IoScheduler.posix(null));
    assertThatNullPointerException().isThrownBy(() -> IoScheduler.uring(null));
  }
}
