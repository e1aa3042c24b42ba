// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static io.dio.bench.DioRunner.dio;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.DioRunner.Outcome;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Runs random programs in a folder. {@link RandomPausesTest} loads this class with another loader
 * and knows it as a {@link Callable}.
 */
public final class TortureForPauses implements Callable<List<String>> {
  /** An idle worker looks again after 10 s, which would hide that nobody has woken it. */
  private static final String HANG_SECONDS = "8";

  private final String folder;
  private final String seconds;

  public TortureForPauses(String folder, String seconds) {
    this.folder = folder;
    this.seconds = seconds;
  }

  /** {@return the outcome of each backend} */
  @Override
  public List<String> call() {
    Outcome outcome =
        dio("torture", folder, "--json", "--seconds", seconds, "--hang-seconds", HANG_SECONDS);
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    return outcome
        .json()
        .get("results")
        .valueStream()
        .map(row -> row.get("outcome").asString())
        .toList();
  }
}
