// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static io.dio.bench.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.DioRunner.Outcome;
import io.dio.bench.backend.BackendKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options that {@code dio run} refuses. */
class RunUsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--backend aio                    | aio",
        "--rw erase                       | erase",
        "--block 1000                     | --block 1000",
        "--block 0                        | --block 0",
        "--block 2g                       | --block 2147483648",
        "--block 4q                       | 4q",
        "--block -4k                      | -4k",
        "--depth 0                        | --depth 0",
        "--depth -1                       | --depth -1",
        "--depth 99999999999              | 99999999999",
        "--depth 1,70000                  | --depth 70000",
        "--beside fsync                   | 'fsync' is none of [none, sync]",
        "--threads 0                      | --threads 0",
        "--schedulers 0                   | --schedulers 0 is not within 1 and 256",
        "--schedulers 1,257               | --schedulers 257 is not within 1 and 256",
        "--threads 99999                  | --threads 99999",
        "--threads 16000 --block 2m       | more than half of this machine's memory",
        "--seconds 0                      | --seconds 0",
        "--seconds -1                     | --seconds -1",
        "--seconds NaN                    | --seconds NaN",
        "--seconds 1e9                    | --seconds",
        "--rounds 0                       | --rounds 0",
        "--size 0                         | 0 bytes",
        "--size 100                       | 100 bytes",
        "--size 9999999999g               | above the largest size",
        "--size 8000000t                  | --size 8796093022208000000",
        "--block 4k,1m --size 512k        | multiple of 1048576",
        "--file /                         | directory",
        "--file /no/such/folder/file      | /no/such/folder",
        "--nonsense                       | --nonsense",
      })
  void whatMakesNoSenseIsAUsageError(String arguments, String named) {
    Outcome outcome = run(arguments.split(" "));
    assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(2);
    assertThat(outcome.err()).contains(named).doesNotContain("Exception", "Usage:");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void anUnknownBackendIsAnsweredWithTheValidNames() {
    Outcome outcome = run("--backend", "posix-typo");
    assertThat(outcome.exitCode()).isEqualTo(2);
    for (BackendKind kind : BackendKind.values()) {
      assertThat(outcome.err()).contains(kind.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"--chain --durable", "--chain --batch=8", "--durable --batch=8", "--batch=-1"})
  void whatCannotGoTogetherIsRefused(String options) {
    List<String> all = new ArrayList<>(List.of("--rw", "write"));
    all.addAll(Arrays.asList(options.split(" ", -1)));
    assertThat(run(all.toArray(String[]::new)).exitCode()).isEqualTo(2);
  }
}
