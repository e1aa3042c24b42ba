// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.engine.EngineContender;
import io.dio.bench.engine.EngineKind;
import io.dio.bench.engine.EngineResult;
import io.dio.bench.engine.EngineRun;
import io.dio.bench.engine.EngineSettings;
import io.dio.bench.engine.lucene.LuceneJob;
import io.dio.bench.engine.merge.MergeJob;
import io.dio.bench.engine.reads.PointsJob;
import io.dio.bench.engine.reads.RerankJob;
import io.dio.bench.engine.report.EngineChart;
import io.dio.bench.engine.report.EnginePage;
import io.dio.bench.engine.report.EngineReport;
import io.dio.bench.engine.report.EngineTable;
import io.dio.bench.engine.wal.WalJob;
import io.dio.bench.job.Estimate;
import io.dio.bench.job.FileNeeds;
import io.dio.bench.job.FileRequest;
import io.dio.bench.job.JobFile;
import io.dio.bench.job.JobResult.Status;
import io.dio.bench.job.Progress;
import io.dio.bench.job.RunPlan;
import io.dio.bench.job.UsageException;
import io.dio.bench.pattern.Contents;
import io.dio.bench.pattern.Pattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** {@code dio compare --job}: a job that engines know, done in several ways that take turns. */
final class EngineComparison {
  private static final long DIRECT_BYTES = 4096;

  private final EngineKind kind;
  private final EngineSettings settings;
  private final Set<BackendKind> backends;
  private final FileRequest request;
  private final RunPlan plan;
  private final OutputOptions output;
  private final CommandSpec spec;

  /** Prepares a comparison without any action. */
  EngineComparison(
      EngineKind kind,
      EngineSettings settings,
      Set<BackendKind> backends,
      FileRequest request,
      RunPlan plan,
      OutputOptions output,
      CommandSpec spec) {
    this.kind = kind;
    this.settings = settings;
    this.backends = backends;
    this.request = request;
    this.plan = plan;
    this.output = output;
    this.spec = spec;
  }

  /** Runs it and prints its report. {@return the exit code} */
  int run(Optional<Path> html, Optional<Path> svg)
      throws IOException, InterruptedException, UsageException {
    requireFileOfItsOwn();
    Pattern pattern = new Pattern(plan.seed());
    try (ChartFiles<EngineReport> charts =
            ChartFiles.open(
                html,
                svg,
                report -> EnginePage.of(kind, report),
                report -> EngineChart.of(kind, report));
        JobFile file = JobFile.open(request, new FileNeeds(unitByteSize(), false), pattern)) {
      if (kind != EngineKind.MERGE) {
        return run(file, contenders(file, file, pattern), pattern, charts);
      }
      requireRegular(file);
      try (JobFile merged = file.anotherBeside()) {
        return run(file, contenders(file, merged, pattern), pattern, charts);
      }
    }
  }

  /** A log is overwritten and an index is built, so there must be no file. */
  private void requireFileOfItsOwn() throws UsageException {
    Optional<Path> existing = request.path().filter(Files::exists);
    boolean own = kind == EngineKind.WAL || kind == EngineKind.LUCENE;
    if (own && existing.isPresent()) {
      throw new UsageException(
          "--file %s exists, and --job %s would overwrite it: name a new file"
              .formatted(existing.get(), kind));
    }
  }

  private static void requireRegular(JobFile file) throws UsageException {
    if (!Files.isRegularFile(file.path())) {
      throw new UsageException(
          "--file %s is not a regular file, and --job merge needs room for its output beside it"
              .formatted(file.path()));
    }
  }

  private long unitByteSize() {
    long unit =
        kind == EngineKind.MERGE
            ? MergeJob.unitByteSize(settings.blockByteSize())
            : settings.blockByteSize();
    return Math.max(unit, DIRECT_BYTES);
  }

  private List<EngineContender> contenders(JobFile file, JobFile merged, Pattern pattern)
      throws UsageException {
    Optional<Contents> contents =
        file.isPatterned() ? Optional.of(Contents.unchanging(pattern)) : Optional.empty();
    List<EngineContender> all =
        switch (kind) {
          case WAL -> new WalJob(file, pattern, settings).contenders();
          case MERGE -> new MergeJob(file, merged, contents, settings).contenders();
          case RERANK -> new RerankJob(file, contents, settings).contenders();
          case POINTS -> new PointsJob(file, contents, settings).contenders();
          case LUCENE -> new LuceneJob(file, plan.seed(), settings).contenders();
        };
    List<EngineContender> chosen =
        all.stream().filter(contender -> backends.contains(contender.backend())).toList();
    if (chosen.isEmpty()) {
      throw new UsageException(
          "--backend %s: --job %s has no contender of it; it has %s"
              .formatted(
                  names(backends.stream().sorted().toList()),
                  kind,
                  names(all.stream().map(EngineContender::backend).distinct().toList())));
    }
    return chosen;
  }

  private static String names(List<BackendKind> kinds) {
    return String.join(",", kinds.stream().map(BackendKind::toString).toList());
  }

  private int run(
      JobFile file,
      List<EngineContender> contenders,
      Pattern pattern,
      ChartFiles<EngineReport> charts)
      throws IOException, InterruptedException {
    RunPlan known =
        new RunPlan(List.of(), file.isPatterned(), plan.rounds(), plan.seconds(), plan.seed());
    EngineRun run = new EngineRun(known, contenders);
    List<EngineResult> results;
    try (Progress progress = output.progress(fillSeconds(file) + run.estimatedSeconds())) {
      if (kind != EngineKind.LUCENE) { // its turns build an index beside the file
        file.prepare(pattern, progress);
      }
      results = run.run(progress);
    }
    EngineReport report = EngineReport.of(kind, settings, known, file, results);
    output.print(spec, report, columns -> EngineTable.of(kind, report, columns));
    boolean written = charts.write(report, spec.commandLine().getErr());
    return written ? exitCode(results) : ExitCode.FAILED;
  }

  private double fillSeconds(JobFile file) {
    return file.isToBeFilled() && kind != EngineKind.LUCENE ? Estimate.seconds(file.byteSize()) : 0;
  }

  private static int exitCode(List<EngineResult> results) {
    boolean wrong =
        results.stream().anyMatch(r -> r.status() == Status.FAILED || r.checks().mismatches() > 0);
    boolean any = results.stream().anyMatch(r -> r.status() == Status.DONE);
    return wrong || !any ? ExitCode.FAILED : ExitCode.CLEAN;
  }
}
