// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.ticket.WaiterSpin;
import org.junit.jupiter.api.Test;

final class SchedulerContextTest {

  @Test
  void ofManyDeathsTheFirstCounts() {
    SchedulerContext context =
        new SchedulerContext(
            "test", SchedulerOptions.defaults().withMaxInFlight(2), WaiterSpin.NONE);
    Throwable first = new IllegalStateException("first");
    context.died(first);
    // Each worker may die of the same error. A thread that waits at the limit is released only
    // once.
    for (int i = 0; i < 10; i++) {
      context.died(new IllegalStateException("later"));
    }
    assertThat(context.refusal()).hasMessageContaining("first").hasCause(first);
    context.limit().acquire(2);
    context.limit().acquire(2);
  }
}
