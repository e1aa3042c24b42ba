// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.backend.Traffic;
import io.dio.bench.job.Job;
import io.dio.bench.job.JobResult;
import io.dio.bench.job.RoundFigures;
import io.dio.bench.pattern.Mismatch;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * One row of {@link RunReport}. Figures that do not exist are null, because the job was not run or
 * no operation completed.
 *
 * @param backend the backend that transferred
 * @param rw the access pattern
 * @param blockBytes the bytes of one operation
 * @param threads the number of threads
 * @param virtual whether the threads were virtual
 * @param depth how many operations each of them kept outstanding
 * @param schedulers the number of schedulers; 0 over a backend that has none
 * @param direct whether transfers really bypassed the page cache
 * @param registered whether the buffers were registered with the kernel
 * @param features the other features of the backend that it used, in words
 * @param operations completed in the measured phases of all rounds
 * @param seconds the total duration of these phases
 * @param iops operations per second; this and the next three are medians over the rounds
 * @param nanosPerOp the clock's time per operation, over all threads
 * @param cpuMicrosPerOp processor time of the process per operation
 * @param allocatedBytesPerOp heap allocated per operation
 * @param opsPerSyscall operations per system call; null if the job and the activity beside it were
 *     counted together
 * @param coalescedWrites writes that were merged with others
 * @param inlineReads reads that the submitting thread served from the page cache
 * @param p50Micros median latency
 * @param p99Micros latency that 99 % stay within
 * @param p999Micros latency that 99.9 % stay within
 * @param verifiedBytes the number of bytes that were compared and are right
 * @param mismatches the number of blocks with wrong contents
 * @param shortTransfers operations that transferred less than a block
 * @param bytesPerSecond bandwidth
 * @param beside the activity beside it: none or sync
 * @param syncsPerSecond syncs per second of that activity, the median over the rounds
 * @param status done, unavailable or failed
 * @param cause why it was not run or failed, or what it was asked to have and did not
 * @param iopsByRound operations per second of each round
 * @param firstMismatches the first of the mismatches
 */
public record ResultRow(
    String backend,
    String rw,
    int blockBytes,
    int threads,
    boolean virtual,
    int depth,
    int schedulers,
    boolean direct,
    boolean registered,
    String features,
    long operations,
    double seconds,
    Double iops,
    Double nanosPerOp,
    Double cpuMicrosPerOp,
    Double allocatedBytesPerOp,
    Double opsPerSyscall,
    long coalescedWrites,
    long inlineReads,
    Double p50Micros,
    Double p99Micros,
    Double p999Micros,
    long verifiedBytes,
    long mismatches,
    long shortTransfers,
    Double bytesPerSecond,
    String beside,
    Double syncsPerSecond,
    String status,
    String cause,
    List<Double> iopsByRound,
    List<Mismatch> firstMismatches) {

  static ResultRow of(JobResult result) {
    Job job = result.job();
    List<RoundFigures> rounds = result.rounds();
    double iops = median(rounds, RoundFigures::operationsPerSecond);
    return new ResultRow(
        job.backend().toString(),
        job.access().toString(),
        job.blockByteSize(),
        job.threads(),
        job.virtual(),
        job.depth(),
        job.schedulers(),
        result.direct(),
        result.registered(),
        job.features().toString(),
        rounds.stream().mapToLong(RoundFigures::operations).sum(),
        rounded(rounds.stream().mapToLong(RoundFigures::nanos).sum() / 1e9),
        rounded(iops),
        rounded(1e9 / iops),
        rounded(median(rounds, RoundFigures::cpuMicrosPerOperation)),
        rounded(median(rounds, RoundFigures::allocatedBytesPerOperation)),
        rounded(operationsPerSystemCall(rounds)),
        sum(rounds, Traffic::coalescedWrites),
        sum(rounds, Traffic::inlineReads),
        rounded(result.latencies().p50Micros()),
        rounded(result.latencies().p99Micros()),
        rounded(result.latencies().p999Micros()),
        result.checks().verifiedBytes(),
        result.checks().mismatches(),
        result.checks().shortTransfers(),
        rounded(iops * job.blockByteSize()),
        job.beside().toString(),
        rounded(median(rounds, RoundFigures::syncsPerSecond)),
        result.status().name().toLowerCase(Locale.ROOT),
        result.cause().orElse(null),
        rounds.stream().map(r -> rounded(r.operationsPerSecond())).toList(),
        result.checks().firstMismatches());
  }

  private static long sum(List<RoundFigures> rounds, ToLongFunction<Traffic> counter) {
    return rounds.stream().flatMap(r -> r.traffic().stream()).mapToLong(counter).sum();
  }

  private static double median(List<RoundFigures> rounds, ToDoubleFunction<RoundFigures> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length == 0
        ? Double.NaN
        : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double operationsPerSystemCall(List<RoundFigures> rounds) {
    if (rounds.isEmpty()) {
      return Double.NaN;
    }
    if (rounds.getFirst().syncs().isPresent()) {
      return rounds.getFirst().operationsPerSystemCall();
    }
    Optional<Traffic> all =
        rounds.stream().flatMap(r -> r.traffic().stream()).reduce(Traffic::plus);
    return all.map(t -> (double) t.operations() / t.systemCalls()).orElse(1.0);
  }

  /** {@return the value to three decimals, which is more than its precision; null for none} */
  private static Double rounded(double value) {
    return Double.isFinite(value) ? Math.rint(value * 1000) / 1000 : null;
  }
}
