// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.cost.CostPlan;
import io.dio.bench.cost.IdleFigures;
import io.dio.bench.cost.IdleResult;
import io.dio.bench.cost.SetupCost;
import io.dio.bench.cost.SetupResult;
import io.dio.bench.cost.WakeResult;
import io.dio.bench.fresh.FreshResult;
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
 * The report of one {@code dio cost}, in the form for tools.
 *
 * @param kernel operating system and release
 * @param processors their number and kind
 * @param jdk version of the Java runtime
 * @param file the file that was read, 4 KiB through the page cache
 * @param fileSystem the type of its file system
 * @param ioUring whether a ring can be had, and which flags the kernel granted
 * @param liburing the implementation that makes the ring's system calls for dio's schedulers
 * @param cLoop how the C loop was compiled, or why it was not
 * @param depth submission queue entries of a ring
 * @param rounds the number of turns of each program
 * @param times how many schedulers were opened and closed in each
 * @param setup a row for each program
 * @param idle the activity of an idle scheduler
 * @param wakes a row for each number of virtual threads that are woken together; empty if that was
 *     not asked for
 * @param freshJvms how many processes each program of {@code fresh} got
 * @param fresh a row for each program in a fresh JVM; empty if that was not asked for
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
    IdleRow idle,
    List<WakeRow> wakes,
    int freshJvms,
    List<FreshRow> fresh) {

  /**
   * An idle scheduler. Figures that do not exist are null.
   *
   * @param thread the name of its thread
   * @param seconds how long it was watched after its last operation
   * @param cpuMicros processor time of the thread in that time
   * @param voluntarySwitches how often the thread gave up its processor
   * @param involuntarySwitches how often the kernel took its processor away
   * @param ioWaitSeconds how long processors of the machine were idle while a thread waited for
   *     I/O, added up over all processors
   * @param status done, unavailable or failed
   * @param cause the reason why it was not run, or why it failed
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
      CostPlan plan,
      JobFile file,
      Peers peers,
      List<SetupResult> setup,
      IdleResult idle,
      List<WakeResult> wakes,
      List<FreshResult> fresh) {
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
        IdleRow.of(idle),
        wakes.stream().map(WakeRow::of).toList(),
        plan.freshJvms(),
        fresh.stream().map(FreshRow::of).toList());
  }
}
