// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.compare.Contender;
import io.dio.bench.job.JobFile;
import io.dio.bench.job.PageCache;
import io.dio.bench.job.RunPlan;
import io.dio.bench.peer.Peers;
import io.dio.bench.probe.Host;
import io.dio.bench.probe.Probe;
import io.dio.bench.probe.ProbeReport;
import io.dio.bench.probe.ProbeReport.IoUringFacts;
import io.dio.bench.probe.ProbeReport.LiburingFacts;
import io.dio.bench.probe.ProbeReport.PathFacts;
import java.util.ArrayList;
import java.util.List;

/**
 * The report of one {@code dio compare}, in the form for tools. It names everything that the
 * numbers depend on, and has a row for each backend and peer.
 *
 * @param kernel operating system and release
 * @param processors their number and kind
 * @param jdk version of the Java runtime
 * @param path the file that was read and written, its file system, device and alignment
 * @param fileBytes how much of it was used
 * @param ioUring whether a ring can be had, and which flags the kernel granted
 * @param liburing the implementation that makes the ring's system calls for the backends of dio
 * @param cLoop how the C loop was compiled, or why it was not
 * @param fio its version, or that it is not installed
 * @param pageCache how hits or misses of the page cache were ensured
 * @param verification the bytes that were compared, and when
 * @param seed of the pattern, and of random offsets
 * @param rounds the number of turns of each row
 * @param secondsPerRound the measured time of each turn
 * @param results a row for each backend and peer
 */
public record CompareReport(
    String kernel,
    String processors,
    String jdk,
    PathFacts path,
    long fileBytes,
    IoUringFacts ioUring,
    LiburingFacts liburing,
    String cLoop,
    String fio,
    List<String> pageCache,
    String verification,
    long seed,
    int rounds,
    double secondsPerRound,
    List<CompareRow> results) {

  public static CompareReport of(
      RunPlan plan, JobFile file, Peers peers, List<Contender> contenders) {
    ProbeReport probe = Probe.of(file.path(), file.title(), file.mount());
    return new CompareReport(
        probe.kernel(),
        Host.processors(),
        probe.jdk(),
        probe.path(),
        file.byteSize(),
        probe.ioUring(),
        probe.liburing(),
        peers.cLoop(),
        peers.fio(),
        pageCache(plan, file),
        plan.verify()
            ? "every byte, over each of our backends, behind its last round and unmeasured"
            : "none: the file does not carry the pattern",
        plan.seed(),
        plan.rounds(),
        plan.measuredSeconds(),
        CompareRow.of(contenders));
  }

  private static List<String> pageCache(RunPlan plan, JobFile file) {
    List<String> lines = new ArrayList<>();
    if (plan.jobs().stream().anyMatch(job -> !job.buffered())) {
      lines.add("direct: missed, the file is evicted before each turn and not read through it");
    }
    if (plan.jobs().stream().anyMatch(job -> job.buffered() && !job.access().isWrite())) {
      lines.add(
          PageCache.holds(file.byteSize())
              ? "buffered: hit, the file is read into it before each turn"
              : "buffered: hit and missed, the file is larger than half of the memory");
    }
    if (plan.jobs().stream().anyMatch(job -> job.buffered() && job.access().isWrite())) {
      lines.add("buffered writes: into it; the kernel writes back when it sees fit");
    }
    return lines;
  }
}
