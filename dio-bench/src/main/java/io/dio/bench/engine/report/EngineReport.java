// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.report;

import io.dio.bench.engine.EngineKind;
import io.dio.bench.engine.EngineResult;
import io.dio.bench.engine.EngineSettings;
import io.dio.bench.job.JobFile;
import io.dio.bench.job.RunPlan;
import io.dio.bench.probe.Host;
import io.dio.bench.probe.Probe;
import io.dio.bench.probe.ProbeReport;
import io.dio.bench.probe.ProbeReport.IoUringFacts;
import io.dio.bench.probe.ProbeReport.LiburingFacts;
import io.dio.bench.probe.ProbeReport.PathFacts;
import java.util.List;

/**
 * The report of one {@code dio compare --job}, in the form for tools.
 *
 * @param job the name of the job
 * @param description the job in words
 * @param mainFigure the key of the most important figure
 * @param reference the contender with which the others of its group are compared
 * @param kernel operating system and release
 * @param processors their number and kind
 * @param jdk version of the Java runtime
 * @param path the file, its file system, device and alignment
 * @param fileBytes its size
 * @param ioUring whether a ring can be had, and which flags the kernel granted
 * @param liburing the implementation that makes the ring's system calls
 * @param settings the settings of the job
 * @param verification the bytes that were compared, and when
 * @param seed of the pattern, and of random offsets
 * @param rounds the number of turns of each contender
 * @param secondsPerRound the measured time of each turn; null if a turn lasts as long as its work
 * @param results a row for each contender
 */
public record EngineReport(
    String job,
    String description,
    String mainFigure,
    String reference,
    String kernel,
    String processors,
    String jdk,
    PathFacts path,
    long fileBytes,
    IoUringFacts ioUring,
    LiburingFacts liburing,
    String settings,
    String verification,
    long seed,
    int rounds,
    Double secondsPerRound,
    List<EngineRow> results) {

  /** {@return the report of a run} */
  public static EngineReport of(
      EngineKind kind,
      EngineSettings settings,
      RunPlan plan,
      JobFile file,
      List<EngineResult> results) {
    ProbeReport probe = Probe.of(file.path(), file.title(), file.mount());
    return new EngineReport(
        kind.toString(),
        kind.description(),
        kind.mainFigure().key(),
        kind.reference(),
        probe.kernel(),
        Host.processors(),
        probe.jdk(),
        probe.path(),
        file.byteSize(),
        probe.ioUring(),
        probe.liburing(),
        settings(kind, settings),
        plan.verify() ? verification(kind) : "none: the file does not carry the pattern",
        plan.seed(),
        plan.rounds(),
        kind.isTimed() ? plan.measuredSeconds() : null,
        EngineRow.of(kind, results));
  }

  private static String settings(EngineKind kind, EngineSettings settings) {
    return switch (kind) {
      case WAL ->
          "records of %d bytes, %s"
              .formatted(
                  settings.blockByteSize(),
                  settings.buffered() ? "through the page cache" : "direct");
      case MERGE ->
          "chunks of %d bytes; %d buffers for schedulers, one for the others"
              .formatted(settings.blockByteSize(), settings.depth());
      case RERANK -> "%d vectors of %d bytes".formatted(settings.batch(), settings.blockByteSize());
      case POINTS ->
          "blocks of %d bytes, one in eight (at most 256 MiB) in the cache"
              .formatted(settings.blockByteSize());
      case LUCENE -> "reranks of %d vectors of 3072 bytes".formatted(settings.batch());
    };
  }

  private static String verification(EngineKind kind) {
    return switch (kind) {
      case WAL -> "every acknowledged record, read from the device after each turn";
      case MERGE -> "every chunk of the output, read from the device after each turn";
      case RERANK -> "every vector, after each query and unmeasured";
      case POINTS -> "the head of every block, and every byte of one in 64, while measured";
      case LUCENE -> "vectors and counts of hits, before and after the merge and unmeasured";
    };
  }
}
