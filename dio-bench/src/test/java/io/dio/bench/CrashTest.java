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
    Outcome outcome = torture("--power-loss", "--rounds", "3");
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.json().get("results")).hasSize(2).allSatisfy(CrashTest::assertNothingLost);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-sync", "sync-before-write", "no-directory-sync"})
  void aMissingOrMisplacedSyncLosesSomethingAndIsFound(String omission) {
    assumeLoopDevices("mkfs.xfs");
    Outcome outcome =
        torture("--power-loss", "--rounds", "4", "--file-systems", "xfs", "--break", omission);
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.row(0).get("lost").asLong()).as(outcome.out()).isPositive();
    assertThat(outcome.row(0).get("firstLoss").asString())
        .containsAnyOf("is lost", "is neither old nor new");
  }

  @Test
  void everythingAcknowledgedBeforeAKillIsThere() {
    Outcome outcome = torture("--kill", "--rounds", "3", "--backend", "workers,inline");
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertNothingLost(outcome.row(0));
  }
}
