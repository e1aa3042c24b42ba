// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.process.FailureText;
import io.dio.bench.process.StandardOutput;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code dio} command. */
@Command(
    name = "dio",
    description = "Direct I/O from Java: what this machine can do, and how fast.",
    subcommands = {
      RunCommand.class,
      CompareCommand.class,
      CostCommand.class,
      JmhCommand.class,
      ProbeCommand.class,
      TortureCommand.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code; see {@link ExitCode}. */
  public static void main(String[] arguments) {
    StandardOutput output = StandardOutput.install();
    CommandLine command = commandLine();
    int exitCode = command.execute(arguments);
    command.getOut().flush();
    System.out.flush();
    System.exit(output.failure().map(e -> lost(command, e, exitCode)).orElse(exitCode));
  }

  /** Reports that a part of the output was lost. {@return the exit code} */
  private static int lost(CommandLine command, IOException cause, int exitCode) {
    command.getErr().println("dio: standard output cannot be written: " + FailureText.of(cause));
    return exitCode == ExitCode.CLEAN ? ExitCode.FAILED : exitCode;
  }

  static CommandLine commandLine() {
    CommandLine command = new CommandLine(new Main());
    // Options that picocli does not know are passed to JMH.
    command.getSubcommands().get("jmh").setUnmatchedOptionsArePositionalParams(true);
    return command
        .setUsageHelpLongOptionsMaxWidth(30)
        .setOverwrittenOptionsAllowed(true)
        .setParameterExceptionHandler(new UsageMessage())
        .setExecutionExceptionHandler(new FailureMessage());
  }
}
