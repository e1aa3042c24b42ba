// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine;

import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.job.JobResult.Status;
import io.dio.bench.process.FailureText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The state of a contender while the turns run. */
final class EngineState {
  private final EngineContender contender;
  private final Findings findings = new Findings();
  private final List<EngineTurn> turns = new ArrayList<>();
  private Status status = Status.DONE;
  private Optional<String> cause = Optional.empty();

  EngineState(EngineContender contender) {
    this.contender = contender;
  }

  EngineContender contender() {
    return contender;
  }

  /** Takes one turn, unless further turns make no sense. */
  void takeTurn(TurnPlan plan) throws InterruptedException {
    if (status != Status.DONE) {
      return;
    }
    try {
      turns.add(contender.turns().take(plan, findings));
    } catch (BackendUnavailableException e) {
      end(Status.UNAVAILABLE, e);
    } catch (IOException | RuntimeException | OutOfMemoryError e) { // mmap may throw the last
      end(Status.FAILED, e);
    }
  }

  private void end(Status newStatus, Throwable e) {
    status = newStatus;
    cause = Optional.of(FailureText.of(e));
  }

  EngineResult result() {
    return new EngineResult(
        contender,
        status,
        findings.isDirect(),
        cause.or(findings::missing),
        List.copyOf(turns),
        findings.checks());
  }
}
