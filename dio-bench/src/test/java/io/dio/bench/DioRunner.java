// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the dio command in this JVM. */
final class DioRunner {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** The exit code and the output of a command. */
  record Outcome(int exitCode, String out, String err) {
    JsonNode json() {
      return MAPPER.readTree(out);
    }

    JsonNode row(int index) {
      return json().get("results").get(index);
    }
  }

  private DioRunner() {}

  static Outcome dio(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = command.execute(arguments);
    return new Outcome(exitCode, out.toString(), err.toString());
  }
}
