// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.compare;

import io.dio.bench.job.JobResult;
import io.dio.bench.peer.PeerJob;
import io.dio.bench.peer.PeerKind;
import java.util.List;
import java.util.Optional;

/**
 * The result of one row: a backend of dio with its job, or a peer with its own.
 *
 * @param job the work and its depth; equal in all rows of one group
 * @param java the result of a backend of dio; empty for a peer
 * @param peer which peer; empty for a backend
 * @param options the options of a peer, if it has any
 * @param status whether it could be run
 * @param cause why it was not run or failed, or what it was asked to have and did not
 * @param turns the measured phases
 * @param latencies the latencies over all turns
 */
public record Contender(
    PeerJob job,
    Optional<JobResult> java,
    Optional<PeerKind> peer,
    Optional<String> options,
    JobResult.Status status,
    Optional<String> cause,
    List<Turn> turns,
    JobResult.Percentiles latencies) {

  static Contender of(JobResult result) {
    return new Contender(
        PeerJob.like(result.job()),
        Optional.of(result),
        Optional.empty(),
        Optional.empty(),
        result.status(),
        result.cause(),
        result.rounds().stream().map(Turn::of).toList(),
        result.latencies());
  }

  /** {@return the name in reports} */
  public String name() {
    return java.map(result -> result.job().backend().toString())
        .orElseGet(() -> peer.orElseThrow().toString());
  }

  /** {@return the number of threads, or of fio's jobs} */
  public int threads() {
    return java.map(result -> result.job().threads())
        .orElseGet(() -> peer.orElseThrow().isWindowed() ? 1 : job.inFlight());
  }

  /** {@return the number of operations that each of them keeps outstanding} */
  public int depth() {
    return job.inFlight() / threads();
  }

  public boolean isVirtual() {
    return java.map(result -> result.job().virtual()).orElse(false);
  }

  /** {@return whether it bypassed the page cache} */
  public boolean isDirect() {
    return java.map(JobResult::direct).orElse(!job.buffered());
  }

  /**
   * {@return bytes read from devices per byte read; NaN for writes, and if they were not counted}
   */
  public double deviceShare() {
    if (job.access().isWrite()) {
      return Double.NaN;
    }
    double fromDevice = turns.stream().mapToDouble(Turn::deviceReadBytes).sum();
    double all = turns.stream().mapToDouble(Turn::operations).sum() * job.blockByteSize();
    return fromDevice / all;
  }
}
