// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.job.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dio jmh}: JMH with the benchmarks of this module. */
@Command(
    name = "jmh",
    description = {
      "Runs JMH benchmarks: hand-off, ways of waiting, windows, threads, pools, system call"
          + " wrappers, operations. Each runs in a JVM of its own for about ten seconds."
    },
    footer = {
      "",
      "It also takes JMH's own options: -prof gc shows allocation, -l lists the benchmarks, -h"
          + " explains all options. For example: dio jmh Window -prof gc -p window=64"
    })
final class JmhCommand implements Callable<Integer> {
  @SuppressWarnings("UnusedVariable") // the parser looks at it
  @Option(names = "--help", usageHelp = true, description = "Show this help message and exit.")
  private boolean help;

  @Parameters(
      arity = "0..*",
      paramLabel = "PATTERN",
      description = "Runs the benchmarks whose names match a regular expression. Default: all.")
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException, UsageException {
    try {
      CommandLineOptions options = new CommandLineOptions(arguments.toArray(String[]::new));
      if (options.shouldHelp()) {
        options.showHelp();
        return ExitCode.CLEAN;
      }
      Runner runner = new Runner(options);
      if (options.shouldList()) {
        runner.list();
      } else if (options.shouldListWithParams()) {
        runner.listWithParams(options);
      } else if (options.shouldListProfilers()) {
        options.listProfilers();
      } else if (options.shouldListResultFormats()) {
        options.listResultFormats();
      } else {
        runner.run();
      }
      return ExitCode.CLEAN;
    } catch (CommandLineOptionException e) {
      throw new UsageException("jmh: " + e.getMessage());
    } catch (NoBenchmarksException e) {
      throw new UsageException("jmh: no benchmark matches " + arguments);
    } catch (RunnerException e) {
      throw new IOException("jmh: " + e.getMessage(), e);
    }
  }
}
