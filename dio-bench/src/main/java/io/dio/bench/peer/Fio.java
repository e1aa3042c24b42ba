// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** fio(1), with options for the same job and JSON output. */
final class Fio extends Peer {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String PROGRAM = "fio";

  private final PeerKind kind;

  Fio(PeerKind kind) {
    this.kind = kind;
  }

  /** {@return its version, if it is installed} */
  static Optional<String> version() throws InterruptedException {
    try {
      ChildProcess.Outcome outcome = ChildProcess.run(List.of(PROGRAM, "--version"));
      return outcome.exitCode() == 0 ? outcome.out().lines().findFirst() : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** {@return the options of the job for a report, without the file} */
  List<String> jobOptions(PeerTurn turn) {
    PeerJob job = turn.job();
    List<String> options = new ArrayList<>();
    options.add("--ioengine=" + (kind == PeerKind.FIO_URING ? "io_uring" : "psync"));
    options.add("--rw=" + job.access());
    options.add("--bs=" + job.blockByteSize());
    options.add("--direct=" + (job.buffered() ? 0 : 1));
    options.add("--iodepth=" + (kind.isWindowed() ? job.inFlight() : 1));
    options.add("--numjobs=" + (kind.isWindowed() ? 1 : job.inFlight()));
    options.add("--size=" + turn.fileByteSize());
    // Without this option fio drops the file from the page cache first, for buffered jobs too.
    options.add("--invalidate=0");
    if (job.access().isRandom()) {
      // Each block is chosen with the same probability, even if it was chosen before.
      options.add("--norandommap");
      options.add("--random_generator=tausworthe64");
    } else if (!kind.isWindowed() && job.inFlight() > 1) {
      options.add(
          "--offset_increment="
              + turn.fileByteSize() / job.inFlight() / job.blockByteSize() * job.blockByteSize());
    }
    return options;
  }

  @Override
  List<String> command(PeerTurn turn) {
    List<String> command = new ArrayList<>(List.of(PROGRAM, "--name=dio"));
    // A colon separates file names.
    command.add("--filename=" + turn.file().toString().replace(":", "\\:"));
    command.addAll(jobOptions(turn));
    if (!turn.job().access().isWrite()) {
      command.add("--readonly");
    }
    command.add("--allow_file_create=0");
    command.add("--randseed=" + (turn.seed() & Integer.MAX_VALUE));
    command.add("--time_based");
    command.add("--ramp_time=" + micros(turn.warmUpSeconds()));
    command.add("--runtime=" + micros(turn.seconds()));
    command.add("--group_reporting");
    command.add("--lat_percentiles=1");
    command.add("--clat_percentiles=0");
    command.add("--percentile_list=50:99:99.9");
    command.add("--output-format=json");
    return command;
  }

  private static String micros(double seconds) {
    return Math.max(1, Math.round(seconds * 1e6)) + "us";
  }

  @Override
  PeerFigures figures(PeerTurn turn, String output) throws PeerException {
    int start = output.indexOf('{'); // fio may print warnings before it
    if (start < 0) {
      throw new PeerException("fio printed no JSON: " + output.strip());
    }
    try {
      JsonNode job = MAPPER.readTree(output.substring(start)).required("jobs").required(0);
      if (job.required("error").asInt() != 0) {
        throw new PeerException("fio: error " + job.required("error").asInt());
      }
      JsonNode data = job.required(turn.job().access().isWrite() ? "write" : "read");
      long operations = data.required("total_ios").asLong();
      if (operations == 0) {
        throw new PeerException("fio completed nothing");
      }
      // The percentages refer to the time of all jobs together, as job_runtime does.
      double busy = job.required("usr_cpu").asDouble() + job.required("sys_cpu").asDouble();
      double cpuMillis = busy / 100 * job.required("job_runtime").asDouble();
      JsonNode percentiles = data.required("lat_ns").required("percentile");
      return new PeerFigures(
          Math.round(operations / data.required("iops").asDouble() * 1e9),
          operations,
          Math.round(cpuMillis * 1e6),
          OptionalLong.empty(),
          OptionalLong.empty(),
          percentiles.required("50.000000").asDouble() / 1e3,
          percentiles.required("99.000000").asDouble() / 1e3,
          percentiles.required("99.900000").asDouble() / 1e3);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new PeerException("fio's JSON lacks what is needed: " + e.getMessage(), e);
    }
  }
}
