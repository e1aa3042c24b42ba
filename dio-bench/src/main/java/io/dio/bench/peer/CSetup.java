// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Opens and closes rings in C, see {@code cloop.c}. */
final class CSetup {
  private static final JsonMapper MAPPER = new JsonMapper();

  private CSetup() {}

  static SetupFigures run(Path program, SetupTurn turn) throws PeerException, InterruptedException {
    return figures(ChildProcess.output(command(program, turn)));
  }

  private static List<String> command(Path program, SetupTurn turn) {
    return List.of(
        program.toString(),
        "setup",
        turn.file().toString(),
        "buffered",
        Integer.toString(turn.blockByteSize()),
        Integer.toString(turn.depth()),
        Integer.toString(turn.times()));
  }

  static SetupFigures figures(String output) throws PeerException {
    try {
      JsonNode result = MAPPER.readTree(output);
      return new SetupFigures(
          result.required("openAndReadNanos").asDouble(), result.required("closeNanos").asDouble());
    } catch (JacksonException | IllegalArgumentException e) {
      throw new PeerException("the C loop printed no result: " + output.strip(), e);
    }
  }
}
