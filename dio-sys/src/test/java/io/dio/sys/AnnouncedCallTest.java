// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.sys.internal.AnnouncedCall;
import io.dio.sys.internal.DurableCalls;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When an announced call ends, as the call beside it sees it. */
class AnnouncedCallTest {
  private final DurableCalls calls = new DurableCalls(false);
  private final AtomicInteger believed = new AtomicInteger();

  private AnnouncedCall successBeside(AnnouncedCall other) {
    AnnouncedCall call = AnnouncedCall.begin(calls, true);
    assertThat(call.succeeded(believed::incrementAndGet)).isEqualTo(other == null);
    return call;
  }

  @Test
  void aSuccessWaitsForACallThatWasAnnounced() {
    AnnouncedCall beside = AnnouncedCall.begin(calls, true);
    successBeside(beside);

    assertThat(believed).hasValue(0);
    beside.close();
    assertThat(believed).hasValue(1);
  }

  @Test
  void aCallThatWasOnlyMadeHoldsBackNoOther() {
    new AnnouncedCall(calls, true).close();
    successBeside(null);
  }

  @Test
  void aTryStatementEndsACallThatFailed() {
    assertThatThrownBy(
            () -> {
              try (AnnouncedCall failing = AnnouncedCall.begin(calls, true)) {
                successBeside(failing);
                throw new IllegalStateException("the call was not made");
              }
            })
        .isInstanceOf(IllegalStateException.class);

    assertThat(believed).hasValue(1);
    successBeside(null);
  }

  @Test
  void aCallEndsOnceThoughItIsClosedAgain() {
    AnnouncedCall succeeding = AnnouncedCall.begin(calls, true);
    succeeding.succeededAndAwait();
    AnnouncedCall beside = AnnouncedCall.begin(calls, true);
    succeeding.close();
    successBeside(beside);

    assertThat(believed).as("the other call has not ended").hasValue(0);
    beside.close();
    beside.close();
    assertThat(believed).hasValue(1);
  }
}
