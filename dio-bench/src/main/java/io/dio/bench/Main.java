// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

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
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code, see {@link ExitCode}. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine command = new CommandLine(new Main());
    // What is no option of ours is JMH's.
    command.getSubcommands().get("jmh").setUnmatchedOptionsArePositionalParams(true);
    return command
        .setUsageHelpLongOptionsMaxWidth(30)
        .setOverwrittenOptionsAllowed(true)
        .setParameterExceptionHandler(new UsageMessage())
        .setExecutionExceptionHandler(new FailureMessage());
  }
}
