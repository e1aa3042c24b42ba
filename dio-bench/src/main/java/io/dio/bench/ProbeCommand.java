// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.job.UsageException;
import io.dio.bench.probe.Probe;
import io.dio.bench.probe.ProbeReport;
import io.dio.bench.report.ProbeText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dio probe}: what this machine and a path on it offer. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    description = {
      "Tells how well this machine supports direct I/O, and what to do about missing parts.",
      "In a folder it creates a file, opens it and deletes it. An existing "
          + "file is only opened."
    })
final class ProbeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "PATH",
      defaultValue = ".",
      description = "The file or folder to probe. Default: the working folder.")
  private Path path;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws UsageException {
    if (Files.notExists(path)) {
      throw new UsageException("there is no " + path);
    }
    ProbeReport report = Probe.of(path);
    output.print(spec, report, columns -> ProbeText.of(report, columns));
    return ExitCode.CLEAN;
  }
}
