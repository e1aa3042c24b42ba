// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.job.UsageException;
import io.dio.bench.process.FailureText;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Reports failures of the system in one line. Bugs in this program are reported with their stack
 * trace.
 */
final class FailureMessage implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed)
      throws Exception {
    switch (e) {
      case UsageException _ -> {
        command.getErr().println(command.getColorScheme().errorText("dio: " + e.getMessage()));
        return ExitCode.USAGE;
      }
      case IOException _, UncheckedIOException _, UnsupportedOperationException _ -> {
        command.getErr().println(command.getColorScheme().errorText("dio: " + FailureText.of(e)));
        return ExitCode.FAILED;
      }
      default -> throw e;
    }
  }
}
