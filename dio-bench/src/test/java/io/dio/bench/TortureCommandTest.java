// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static io.dio.bench.DioRunner.dio;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.DioRunner.Outcome;
import io.dio.iosched.Verb;
import io.dio.testing.fixtures.Commands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The short form of the torture. The long form is the same command with a longer time. */
class TortureCommandTest {
  @TempDir private Path folder;

  private Outcome torture(String... arguments) {
    List<String> all = new ArrayList<>(List.of("torture", folder.toString(), "--json"));
    all.addAll(Arrays.asList(arguments));
    return dio(all.toArray(String[]::new));
  }

  @Test
  void randomProgramsFindNoFaultOnAnyBackend() {
    Outcome outcome = torture("--seconds", "5");
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    List<JsonNode> rows = outcome.json().get("results").valueStream().toList();
    assertThat(rows).hasSize(4);
    for (JsonNode row : rows) {
      assertThat(row.get("outcome").asString()).isIn("clean", "unavailable");
      if (row.get("outcome").asString().equals("clean")) {
        assertThat(row.get("bytesCompared").asLong()).isPositive();
      }
    }
  }

  @Test
  void oneEpisodeUsesEveryVerb() {
    Outcome outcome = torture("--backend", "inline", "--operations", "1", "--seed", "3");
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.row(0).get("counts").propertyNames())
        .containsAll(
            Stream.of(Verb.values()).map(verb -> verb.name().toLowerCase(Locale.ROOT)).toList())
        .contains("batched write", "cancels", "interrupts", "scheduler closes");
  }

  @Test
  void theSameSeedIsTheSameProgram() {
    assertThat(verbs("3")).isEqualTo(verbs("3")).isNotEqualTo(verbs("5"));
  }

  /** {@return the number of operations of each verb in one episode} */
  private Map<String, Long> verbs(String seed) {
    Outcome outcome =
        torture("--backend", "inline", "--threads", "1", "--operations", "1", "--seed", seed);
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    JsonNode counts = outcome.row(0).get("counts");
    Map<String, Long> verbs = new TreeMap<>();
    for (Verb verb : Verb.values()) {
      String name = verb.name().toLowerCase(Locale.ROOT);
      if (counts.has(name)) {
        verbs.put(name, counts.get(name).asLong());
      }
    }
    return verbs;
  }

  @ParameterizedTest
  @CsvSource({"wrong-byte,wrong byte", "leak,leak", "hang,hang"})
  void aFaultThatIsMadeOnPurposeIsFoundWithItsSeed(String broken, String found) {
    Outcome outcome =
        torture(
            "--break",
            broken,
            "--backend",
            "inline",
            "--operations",
            "1",
            "--seed",
            "7",
            "--hang-seconds",
            "2");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.row(0).get("outcome").asString()).isEqualTo(found);
    assertThat(outcome.row(0).get("failedSeed").asLong()).isEqualTo(7);
  }

  @Test
  void itMakesFileSystemsWithTheSectorsThatAreAskedFor() {
    Commands.assumeMayMount();
    Commands.assumeInstalled("losetup");
    Commands.assumeInstalled("mkfs.ext4");
    Outcome outcome =
        torture(
            "--file-systems",
            "ext4,tmpfs",
            "--sectors",
            "512,4096",
            "--backend",
            "workers",
            "--operations",
            "1");
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.json().get("results").valueStream())
        .extracting(row -> row.get("place").asString())
        .containsExactly("ext4 512", "ext4 4096", "tmpfs");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "--threads,0",
    "--seconds,0",
    "--operations,0",
    "--sectors,777",
    "--break,nothing",
    "--rounds,0"
  })
  void optionsThatMakeNoSenseAreRefused(String option, String value) {
    assertThat(torture(option, value).exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aFileSystemThatCannotLosePowerIsRefused() {
    Outcome outcome = torture("--power-loss", "--file-systems", "btrfs");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("ext4 and xfs only");
  }
}
