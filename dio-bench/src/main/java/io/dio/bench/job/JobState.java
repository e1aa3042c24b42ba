// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.align.Degradation;
import io.dio.bench.backend.Backend;
import io.dio.bench.process.FailureText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The state of a job while its rounds run. */
final class JobState {
  private final Job job;
  private final Tally tally = new Tally();
  private final Latencies latencies = new Latencies();
  private final List<RoundFigures> rounds = new ArrayList<>();
  private JobResult.Status status = JobResult.Status.DONE;
  private boolean direct;
  private boolean registered;
  private String cause;

  JobState(Job job) {
    this.job = job;
  }

  Job job() {
    return job;
  }

  Tally tally() {
    return tally;
  }

  Latencies latencies() {
    return latencies;
  }

  /** {@return whether further rounds make no sense} */
  boolean isOver() {
    return status != JobResult.Status.DONE;
  }

  void opened(Backend backend) {
    direct = backend.isDirect();
    registered = backend.isRegistered();
    List<Degradation> missing = backend.degradations();
    cause =
        missing.isEmpty()
            ? null
            : missing.stream()
                .map(Degradation::toString)
                .collect(Collectors.joining(". ", "without ", ""));
  }

  void measured(RoundFigures figures) {
    rounds.add(figures);
  }

  void unavailable(String reason) {
    status = JobResult.Status.UNAVAILABLE;
    cause = reason;
  }

  void failed(Throwable failure) {
    status = JobResult.Status.FAILED;
    cause = FailureText.of(failure);
  }

  JobResult result() {
    return new JobResult(
        job,
        status,
        direct,
        registered,
        Optional.ofNullable(cause),
        List.copyOf(rounds),
        new JobResult.Percentiles(
            latencies.percentileMicros(50),
            latencies.percentileMicros(99),
            latencies.percentileMicros(99.9)),
        new JobResult.Checks(
            tally.verifiedBytes(),
            tally.mismatches(),
            tally.firstMismatches(),
            tally.shortTransfers()));
  }
}
