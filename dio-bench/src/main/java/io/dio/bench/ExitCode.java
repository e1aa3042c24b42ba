// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import picocli.CommandLine;

/** The exit codes of the commands. */
final class ExitCode {
  /** Everything that this machine can run was run, and no fault was found. */
  static final int CLEAN = CommandLine.ExitCode.OK;

  /** A byte was wrong, an operation failed, or nothing could be run at all. */
  static final int FAILED = CommandLine.ExitCode.SOFTWARE;

  /** The options make no sense or are not safe; the command has done nothing. */
  static final int USAGE = CommandLine.ExitCode.USAGE;

  private ExitCode() {}
}
