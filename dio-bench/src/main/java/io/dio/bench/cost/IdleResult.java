// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import io.dio.bench.job.JobResult.Status;
import io.dio.bench.process.FailureText;
import java.util.Optional;

/**
 * The result of measuring the idle scheduler.
 *
 * @param status whether the measurement succeeded
 * @param cause the reason why it was not made, or why it failed
 * @param figures the figures; empty unless it succeeded
 */
public record IdleResult(Status status, Optional<String> cause, Optional<IdleFigures> figures) {

  static IdleResult done(IdleFigures figures) {
    return new IdleResult(Status.DONE, Optional.empty(), Optional.of(figures));
  }

  static IdleResult without(Status status, Exception e) {
    return new IdleResult(status, Optional.of(FailureText.of(e)), Optional.empty());
  }
}
