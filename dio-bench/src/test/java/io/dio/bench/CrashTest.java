// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static io.dio.bench.DioRunner.dio;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.DioRunner.Outcome;
import io.dio.testing.fixtures.Commands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The short form of losses of power and kills. The long form is the same with more rounds. */
class CrashTest {
  @TempDir private Path folder;

  private Outcome torture(String... arguments) {
    List<String> all = new ArrayList<>(List.of("torture", folder.toString(), "--json"));
    all.addAll(Arrays.asList(arguments));
    return dio(all.toArray(String[]::new));
  }

  private static void assumeLoopDevices(String... makers) {
    Commands.assumeMayMount();
    Commands.assumeInstalled("losetup");
    for (String maker : makers) {
      Commands.assumeInstalled(maker);
    }
  }

  private static void assertNothingLost(JsonNode result) {
    assertThat(result.get("checked").asLong()).isPositive();
    assertThat(result.get("lost").asLong()).as(result.toString()).isZero();
    assertThat(result.get("torn").asLong()).as(result.toString()).isZero();
    assertThat(result.get("failures")).isEmpty();
  }

  @Test
  void everythingAcknowledgedBeforeALossOfPowerIsThereOnExt4AndXfs() {
    assumeLoopDevices("mkfs.ext4", "mkfs.xfs");
    Outcome outcome = torture("--power-loss", "--rounds", "10");
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.json().get("results")).hasSize(2).allSatisfy(CrashTest::assertNothingLost);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-sync", "sync-before-write", "no-directory-sync"})
  void aMissingOrMisplacedSyncLosesSomethingAndIsFound(String omission) {
    assumeLoopDevices("mkfs.xfs");
    List<String> options =
        new ArrayList<>(List.of("--power-loss", "--file-systems", "xfs", "--break", omission));
    if (omission.equals("no-directory-sync")) {
      // A sync of any file makes earlier renames durable, so nobody else may sync. Seven rounds of
      // ten lose a rename then.
      options.addAll(List.of("--writers", "rename-durably", "--rounds", "8"));
    } else {
      options.addAll(List.of("--rounds", "4"));
    }
    Outcome outcome = torture(options.toArray(String[]::new));
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.row(0).get("lost").asLong()).as(outcome.out()).isPositive();
    assertThat(outcome.row(0).get("firstLoss").asString())
        .containsAnyOf("is lost", "is neither old nor new");
  }

  @Test
  void theExampleLogLosesNothingByALossOfPowerAndWithoutSyncsTheLossIsFound() {
    assumeLoopDevices("mkfs.xfs");
    List<String> options =
        List.of("--power-loss", "--file-systems", "xfs", "--seed", "2", "--writers", "example-log");
    List<String> sound = new ArrayList<>(options);
    sound.addAll(List.of("--rounds", "4"));
    Outcome outcome = torture(sound.toArray(String[]::new));
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertNothingLost(outcome.row(0));
    List<String> broken = new ArrayList<>(options);
    broken.addAll(List.of("--rounds", "4", "--break", "no-sync"));
    outcome = torture(broken.toArray(String[]::new));
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.row(0).get("lost").asLong()).as(outcome.out()).isPositive();
  }

  @Test
  void theExampleLogLosesNothingByAKill() {
    Outcome outcome = torture("--kill", "--rounds", "3", "--writers", "example-log");
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertNothingLost(outcome.row(0));
    assertThat(outcome.row(0).get("rows").valueStream().map(row -> row.get("writer").asString()))
        .containsExactly("example-log");
  }

  @Test
  void everythingAcknowledgedBeforeAKillIsThere() {
    Outcome outcome = torture("--kill", "--rounds", "3", "--backend", "workers,inline");
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertNothingLost(outcome.row(0));
  }
}
