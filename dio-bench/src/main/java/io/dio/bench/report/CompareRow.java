// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.compare.Contender;
import io.dio.bench.compare.Spread;
import io.dio.bench.compare.Turn;
import io.dio.bench.job.JobResult;
import io.dio.bench.job.JobResult.Checks;
import io.dio.bench.pattern.Mismatch;
import io.dio.bench.peer.PeerKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * One row of {@link CompareReport}. Figures that were not counted are null.
 *
 * @param program a backend of dio or a peer
 * @param rw the access pattern
 * @param blockBytes the bytes of one operation
 * @param threads the number of threads, or of fio's jobs
 * @param virtual whether the threads were virtual
 * @param depth how many operations each of them kept outstanding
 * @param schedulers the number of schedulers; 0 for a program that has none
 * @param inFlight the operations in flight over all threads; rows with as many in flight are
 *     compared
 * @param buffered whether it was told to use the page cache
 * @param direct whether it really bypassed the page cache
 * @param registered whether the buffers were registered with the kernel
 * @param features the other features of a backend of dio that it used, in words
 * @param iops operations per second
 * @param nanosPerOp the clock's time per operation, over all threads
 * @param cpuMicrosPerOp processor time of the process per operation
 * @param allocatedBytesPerOp heap allocated per operation
 * @param opsPerSyscall operations per system call; null if the job and the activity beside it were
 *     counted together
 * @param timeVsCLoop time per operation as a multiple of the C loop's with as many in flight
 * @param cpuVsCLoop processor time per operation as a multiple of that C loop's
 * @param timeVsCPread time per operation as a multiple of that of C threads that make blocking
 *     calls, with one thread per operation in flight
 * @param p50Micros median latency
 * @param p99Micros latency that 99 % stay within
 * @param p999Micros latency that 99.9 % stay within
 * @param deviceShare bytes read from devices per byte read: 1 if every read missed the page cache,
 *     0 if every read hit it
 * @param verifiedBytes the number of bytes that were compared and are right
 * @param mismatches the number of blocks with wrong contents
 * @param shortTransfers operations that transferred less than a block
 * @param beside the activity beside it: none or sync
 * @param syncsPerSecond syncs per second of that activity
 * @param status done, unavailable or failed
 * @param cause why it was not run or failed, or what it was asked to have and did not
 * @param options what a peer was told
 * @param iopsByRound operations per second of each round
 * @param firstMismatches the first of the mismatches
 */
public record CompareRow(
    String program,
    String rw,
    int blockBytes,
    int threads,
    boolean virtual,
    int depth,
    int schedulers,
    int inFlight,
    boolean buffered,
    boolean direct,
    boolean registered,
    String features,
    Spread iops,
    Spread nanosPerOp,
    Spread cpuMicrosPerOp,
    Spread allocatedBytesPerOp,
    Spread opsPerSyscall,
    Spread timeVsCLoop,
    Spread cpuVsCLoop,
    Spread timeVsCPread,
    Double p50Micros,
    Double p99Micros,
    Double p999Micros,
    Double deviceShare,
    long verifiedBytes,
    long mismatches,
    long shortTransfers,
    String beside,
    Spread syncsPerSecond,
    String status,
    String cause,
    String options,
    List<Double> iopsByRound,
    List<Mismatch> firstMismatches) {
  private static final Checks NO_CHECKS = new Checks(0, 0, List.of(), 0);

  static List<CompareRow> of(List<Contender> contenders) {
    return contenders.stream().map(contender -> of(contender, contenders)).toList();
  }

  private static CompareRow of(Contender row, List<Contender> all) {
    Optional<Contender> ring = reference(row, all, PeerKind.C_URING);
    Optional<Contender> pread = reference(row, all, PeerKind.C_PREAD);
    Checks checks = row.java().map(JobResult::checks).orElse(NO_CHECKS);
    return new CompareRow(
        row.name(),
        row.job().access().toString(),
        row.job().blockByteSize(),
        row.threads(),
        row.isVirtual(),
        row.depth(),
        row.java().map(result -> result.job().schedulers()).orElse(0),
        row.job().inFlight(),
        row.job().buffered(),
        row.isDirect(),
        row.java().map(result -> ResultRow.of(result).registered()).orElse(false),
        row.java().map(result -> result.job().features().toString()).orElse(""),
        spread(row, Turn::operationsPerSecond),
        spread(row, Turn::nanosPerOperation),
        spread(row, Turn::cpuMicrosPerOperation),
        spread(row, Turn::allocatedBytesPerOperation),
        spread(row, Turn::operationsPerSystemCall),
        ratio(row, ring, Turn::nanosPerOperation),
        ratio(row, ring, Turn::cpuMicrosPerOperation),
        ratio(row, pread, Turn::nanosPerOperation),
        rounded(row.latencies().p50Micros()),
        rounded(row.latencies().p99Micros()),
        rounded(row.latencies().p999Micros()),
        rounded(row.deviceShare()),
        checks.verifiedBytes(),
        checks.mismatches(),
        checks.shortTransfers(),
        row.job().beside().toString(),
        spread(row, Turn::syncsPerSecond),
        row.status().name().toLowerCase(Locale.ROOT),
        row.cause().orElse(null),
        row.options().orElse(null),
        row.turns().stream().map(turn -> rounded(turn.operationsPerSecond())).toList(),
        checks.firstMismatches());
  }

  private static Optional<Contender> reference(Contender row, List<Contender> all, PeerKind kind) {
    Predicate<Contender> wanted =
        other -> other.peer().equals(Optional.of(kind)) && other.job().equals(row.job());
    return all.stream().filter(wanted).findFirst();
  }

  private static Spread spread(Contender row, ToDoubleFunction<Turn> figure) {
    return Spread.of(row.turns(), figure).map(CompareRow::rounded).orElse(null);
  }

  private static Spread ratio(
      Contender row, Optional<Contender> reference, ToDoubleFunction<Turn> figure) {
    return reference
        .flatMap(other -> Spread.ofRatios(row.turns(), other.turns(), figure))
        .map(CompareRow::rounded)
        .orElse(null);
  }

  /** {@return a spread whose values are rounded} */
  public static Spread rounded(Spread spread) {
    return new Spread(rounded(spread.median()), rounded(spread.min()), rounded(spread.max()));
  }

  /** {@return the value to three decimals, which is more than its precision; null for none} */
  public static Double rounded(double value) {
    return Double.isFinite(value) ? Math.rint(value * 1000) / 1000 : null;
  }
}
