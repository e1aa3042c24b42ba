// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.IoUringSwitchedOff;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the command as on a host that forbids io_uring to processes without privileges. */
@Timeout(120)
class UnavailableBackendTest {
  @TempDir Path folder;

  @TempDir Path sysctl;

  private ChildJvm.Result dioWithoutRing(String... arguments) throws Exception {
    return IoUringSwitchedOff.run(
        1, sysctl, List.of("--enable-native-access=ALL-UNNAMED"), Main.class, arguments);
  }

  private ChildJvm.Result run(String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("run", "--file", folder.resolve("data").toString(), "--size", "1m"));
    arguments.addAll(List.of("--seconds", "0.05", "--rounds", "1"));
    arguments.addAll(List.of(more));
    return dioWithoutRing(arguments.toArray(String[]::new));
  }

  @Test
  void itIsARowWithItsCauseAndTheOthersRun() throws Exception {
    ChildJvm.Result result = run("--json");
    assertThat(result.exitCode()).as(result.output()).isZero();
    JsonNode rows = new JsonMapper().readTree(result.output()).get("results");
    assertThat(rows.size()).isEqualTo(2);
    assertThat(rows.get(0).get("backend").asString()).isEqualTo("uring");
    assertThat(rows.get(0).get("status").asString()).isEqualTo("unavailable");
    assertThat(rows.get(0).get("cause").asString())
        .contains("io_uring_setup(", "EPERM", "kernel.io_uring_disabled=0");
    assertThat(rows.get(0).get("iops").isNull()).isTrue();
    assertThat(rows.get(1).get("backend").asString()).isEqualTo("posix");
    assertThat(rows.get(1).get("status").asString()).isEqualTo("done");
    assertThat(rows.get(1).get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(1 << 20);
  }

  @Test
  void aRunOfNothingElseFails() throws Exception {
    ChildJvm.Result result = run("--backend", "uring", "--wide");
    assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
    assertThat(result.output())
        .contains("uring randread: unavailable: io_uring is not available: io_uring_setup(");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aContenderOfAJobIsARowWithItsCauseToo() throws Exception {
    ChildJvm.Result result =
        dioWithoutRing(
            "compare",
            "--job",
            "rerank",
            "--file",
            folder.resolve("data").toString(),
            "--size",
            "1m",
            "--seconds",
            "0.01",
            "--rounds",
            "1",
            "--batch",
            "20",
            "--json");
    assertThat(result.exitCode()).as(result.output()).isZero();
    JsonNode rows = new JsonMapper().readTree(result.output()).get("results");
    JsonNode ring =
        rows.valueStream()
            .filter(row -> row.get("contender").asString().equals("uring batch"))
            .findFirst()
            .orElseThrow();
    assertThat(ring.get("status").asString()).isEqualTo("unavailable");
    assertThat(ring.get("cause").asString()).contains("io_uring_setup(", "EPERM");
    assertThat(ring.get("figures").isEmpty()).isTrue();
    assertThat(rows.get(rows.size() - 1).get("status").asString()).isEqualTo("done");
  }

  @Test
  void theProbeTellsCauseAndRemedy() throws Exception {
    ChildJvm.Result result = dioWithoutRing("probe", folder.toString(), "--json");
    assertThat(result.exitCode()).as(result.output()).isZero();
    JsonNode probe = new JsonMapper().readTree(result.output());
    assertThat(probe.get("ioUring").get("available").asBoolean()).isFalse();
    assertThat(probe.get("ioUring").get("cause").asString())
        .contains("EPERM", "kernel.io_uring_disabled is 1");
    assertThat(probe.get("ioUring").get("remedy").asString())
        .contains("sysctl kernel.io_uring_disabled=0");
    assertThat(probe.get("liburing").get("source").asString()).isEqualTo("none");
    assertThat(probe.get("path").get("direct").isBoolean()).isTrue();
  }
}
