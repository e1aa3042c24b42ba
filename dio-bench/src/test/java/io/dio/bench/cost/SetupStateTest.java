// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.job.JobResult.Status;
import io.dio.bench.peer.SetupFigures;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SetupStateTest {
  @Test
  void onlyMeasuredTurnsCount() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    SetupState state = new SetupState("x", () -> new SetupFigures(turns.incrementAndGet(), 0));
    state.takeTurn(false);
    state.takeTurn(true);
    state.takeTurn(true);
    assertThat(state.result().status()).isEqualTo(Status.DONE);
    assertThat(state.result().rounds())
        .containsExactly(new SetupFigures(2, 0), new SetupFigures(3, 0));
  }

  @Test
  void whatFailedOrIsUnavailableHasNoMoreTurnsAndSaysWhy() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    SetupState failing =
        new SetupState(
            "x",
            () -> {
              turns.incrementAndGet();
              throw new IOException("broken");
            });
    failing.takeTurn(true);
    failing.takeTurn(true);
    assertThat(turns).hasValue(1);
    assertThat(failing.result().status()).isEqualTo(Status.FAILED);
    assertThat(failing.result().cause()).contains("broken");

    SetupState missing =
        new SetupState(
            "x",
            () -> {
              throw new BackendUnavailableException("not here", null);
            });
    missing.takeTurn(false);
    assertThat(missing.result().status()).isEqualTo(Status.UNAVAILABLE);
    assertThat(missing.result().cause()).contains("not here");
  }
}
