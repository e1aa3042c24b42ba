// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.cost.CostPlan;
import io.dio.bench.cost.IdleFigures;
import io.dio.bench.cost.IdleResult;
import io.dio.bench.cost.SetupCost;
import io.dio.bench.cost.SetupResult;
import io.dio.bench.job.JobFile;
import io.dio.bench.peer.Peers;
import io.dio.bench.probe.Host;
import io.dio.bench.probe.Probe;
import io.dio.bench.probe.ProbeReport;
import io.dio.bench.probe.ProbeReport.IoUringFacts;
import io.dio.bench.probe.ProbeReport.LiburingFacts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The report of one {@code dio cost}, as tools read it.
 *
 * @param kernel operating system and release
 * @param processors how many, and of which kind
 * @param jdk version of the Java runtime
 * @param file what was read, 4 KiB through the page cache
 * @param fileSystem the type of the file system it is on
 * @param ioUring whether a ring can be had, and which flags the kernel granted
 * @param liburing who makes the ring's system calls for our schedulers
 * @param cLoop how the C loop was compiled, or why it was not
 * @param depth submission queue entries of a ring
 * @param rounds how many turns each program had
 * @param times how many schedulers were opened and closed in each
 * @param setup a row for each program
 * @param idle what a scheduler did that had nothing to do
 */
public record CostReport(
    String kernel,
    String processors,
    String jdk,
    String file,
    String fileSystem,
    IoUringFacts ioUring,
    LiburingFacts liburing,
    String cLoop,
    int depth,
    int rounds,
    int times,
    List<SetupRow> setup,
    IdleRow idle) {

  /**
   * A scheduler that has nothing to do. Figures that do not exist are null.
   *
   * @param thread the name of its thread
   * @param seconds how long it was looked at, behind its last operation
   * @param cpuMicros processor time of the thread in that time
   * @param voluntarySwitches how often the thread gave its processor up
   * @param involuntarySwitches how often its processor was taken away
   * @param ioWaitSeconds how long the machine's processors, all added up, were idle while somebody
   *     waited for I/O
   * @param status done, unavailable or failed
   * @param cause why it was not run, or failed
   */
  public record IdleRow(
      String thread,
      Double seconds,
      Double cpuMicros,
      Long voluntarySwitches,
      Long involuntarySwitches,
      Double ioWaitSeconds,
      String status,
      String cause) {

    static IdleRow of(IdleResult result) {
      Optional<IdleFigures> figures = result.figures();
      return new IdleRow(
          figures.map(IdleFigures::thread).orElse(null),
          figures.map(idle -> CompareRow.rounded(idle.nanos() / 1e9)).orElse(null),
          figures.map(idle -> CompareRow.rounded(idle.usage().cpuNanos() / 1e3)).orElse(null),
          figures.map(idle -> idle.usage().voluntarySwitches()).orElse(null),
          figures.map(idle -> idle.usage().involuntarySwitches()).orElse(null),
          figures
              .filter(idle -> idle.ioWaitNanos().isPresent())
              .map(idle -> CompareRow.rounded(idle.ioWaitNanos().getAsLong() / 1e9))
              .orElse(null),
          result.status().name().toLowerCase(Locale.ROOT),
          result.cause().orElse(null));
    }
  }

  public static CostReport of(
      CostPlan plan, JobFile file, Peers peers, List<SetupResult> setup, IdleResult idle) {
    ProbeReport probe = Probe.of(file.path(), file.title(), file.mount());
    SetupResult reference =
        setup.stream()
            .filter(result -> result.program().equals(SetupCost.REFERENCE))
            .findFirst()
            .orElseThrow();
    return new CostReport(
        probe.kernel(),
        Host.processors(),
        probe.jdk(),
        probe.path().path(),
        probe.path().fileSystem(),
        probe.ioUring(),
        probe.liburing(),
        peers.cLoop(),
        plan.depth(),
        plan.rounds(),
        plan.times(),
        setup.stream().map(result -> SetupRow.of(result, reference)).toList(),
        IdleRow.of(idle));
  }
}
