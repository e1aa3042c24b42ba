// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The C loop of dio, see {@code cloop.c}. */
final class CLoop extends Peer {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Path program;
  private final String mode;

  CLoop(Path program, PeerKind kind) {
    this.program = program;
    this.mode = kind == PeerKind.C_URING ? "uring" : "pread";
  }

  @Override
  List<String> command(PeerTurn turn) {
    PeerJob job = turn.job();
    return List.of(
        program.toString(),
        mode,
        turn.file().toString(),
        job.buffered() ? "buffered" : "direct",
        job.access().toString(),
        Long.toString(turn.fileByteSize()),
        Integer.toString(job.blockByteSize()),
        Integer.toString(job.inFlight()),
        seconds(turn.warmUpSeconds()),
        seconds(turn.seconds()),
        Long.toUnsignedString(turn.seed()));
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  @Override
  PeerFigures figures(PeerTurn turn, String output) throws PeerException {
    try {
      JsonNode result = MAPPER.readTree(output);
      return new PeerFigures(
          result.required("nanos").asLong(),
          result.required("operations").asLong(),
          result.required("cpuNanos").asLong(),
          OptionalLong.of(result.required("systemCalls").asLong()),
          OptionalLong.of(result.required("deviceReadBytes").asLong()),
          result.required("p50Micros").asDouble(),
          result.required("p99Micros").asDouble(),
          result.required("p999Micros").asDouble());
    } catch (JacksonException | IllegalArgumentException e) {
      throw new PeerException("the C loop printed no result: " + output.strip(), e);
    }
  }
}
