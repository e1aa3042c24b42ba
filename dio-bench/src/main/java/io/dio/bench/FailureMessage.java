// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.job.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what the world can do to us into one line; defects of ours keep their stack trace. */
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
        command.getErr().println(command.getColorScheme().errorText("dio: " + sentence(e)));
        return ExitCode.FAILED;
      }
      default -> throw e;
    }
  }

  /** NIO puts what went wrong into the type, and only the path into the message. */
  private static String sentence(Exception e) {
    return e instanceof FileSystemException || e.getMessage() == null
        ? e.toString()
        : e.getMessage();
  }
}
