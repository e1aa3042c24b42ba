// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.compare;

import io.dio.bench.job.JobResult;
import io.dio.bench.peer.PeerFigures;
import io.dio.bench.peer.PeerJob;
import io.dio.bench.peer.PeerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The state of a peer's row while its turns run. */
final class PeerState {
  private final PeerKind kind;
  private final PeerJob job;
  private final List<PeerFigures> figures = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();
  private JobResult.Status status = JobResult.Status.DONE;
  private Optional<String> options = Optional.empty();
  private Optional<String> cause = Optional.empty();

  PeerState(PeerKind kind, PeerJob job) {
    this.kind = kind;
    this.job = job;
  }

  PeerKind kind() {
    return kind;
  }

  PeerJob job() {
    return job;
  }

  /** {@return whether further turns make no sense} */
  boolean isOver() {
    return status != JobResult.Status.DONE;
  }

  void told(Optional<String> newOptions) {
    options = newOptions;
  }

  /**
   * Records a turn.
   *
   * @param syncsPerSecond the syncs of the activity beside it; NaN if there was none
   */
  void measured(PeerFigures turn, double syncsPerSecond) {
    figures.add(turn);
    turns.add(Turn.of(turn, syncsPerSecond));
  }

  void unavailable(String reason) {
    status = JobResult.Status.UNAVAILABLE;
    cause = Optional.of(reason);
  }

  void failed(String reason) {
    status = JobResult.Status.FAILED;
    cause = Optional.of(reason);
  }

  Contender result() {
    return new Contender(
        job,
        Optional.empty(),
        Optional.of(kind),
        options,
        status,
        cause,
        List.copyOf(turns),
        new JobResult.Percentiles(
            median(PeerFigures::p50Micros),
            median(PeerFigures::p99Micros),
            median(PeerFigures::p999Micros)));
  }

  /** A peer reports percentiles of one turn, which cannot be added up. So their median is taken. */
  private double median(ToDoubleFunction<PeerFigures> figure) {
    return Spread.of(figures.stream().mapToDouble(figure)).map(Spread::median).orElse(Double.NaN);
  }
}
