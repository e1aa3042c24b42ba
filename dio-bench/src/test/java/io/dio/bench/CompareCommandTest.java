// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static io.dio.bench.DioRunner.dio;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.dio.bench.DioRunner.Outcome;
import io.dio.bench.backend.BackendKind;
import io.dio.bench.peer.PeerKind;
import io.dio.bench.report.CompareChart;
import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CompareCommandTest {
  private static final long SIZE = 4 << 20;

  @TempDir private Path folder;

  /** A short comparison with JSON output. Each process of fio takes long to start and to end. */
  private static Outcome compare(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of("compare", "--size", "4m", "--seconds", "0.06", "--rounds", "1", "--json"));
    all.addAll(Arrays.asList(arguments));
    return dio(all.toArray(String[]::new));
  }

  private static Stream<JsonNode> rows(Outcome outcome, String program) {
    return outcome
        .json()
        .get("results")
        .valueStream()
        .filter(row -> row.get("program").asString().equals(program));
  }

  private static void assertClean(Outcome outcome) {
    assertClean(outcome, 1);
  }

  private static void assertClean(Outcome outcome, int rounds) {
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    for (JsonNode row : outcome.json().get("results")) {
      assertThat(row.get("mismatches").asLong()).isZero();
      if (row.get("status").asString().equals("done")) {
        assertThat(row.get("iops").get("min").asDouble()).isPositive();
        assertThat(row.get("iopsByRound")).hasSize(rounds);
      } else {
        assertThat(row.get("status").asString()).isEqualTo("unavailable");
        assertThat(row.get("cause").asString()).isNotEmpty();
      }
    }
  }

  @Test
  void everyBackendAndEveryPeerHasItsRows() {
    Outcome outcome = compare("--depth", "1,8", "--rounds", "2");
    assertClean(outcome, 2);
    Set<String> expected =
        Stream.concat(Stream.of(BackendKind.values()), Stream.of(PeerKind.values()))
            .map(Object::toString)
            .collect(Collectors.toSet());
    assertThat(
            outcome.json().get("results").valueStream().map(row -> row.get("program").asString()))
        .containsAll(expected);
    assertThat(rows(outcome, "c-loop uring").map(row -> row.get("inFlight").asInt()))
        .containsExactly(1, 8);
    assertThat(rows(outcome, "c-loop pread").map(row -> row.get("inFlight").asInt()))
        .as("only beside backends that block")
        .containsExactly(1);
    assertThat(rows(outcome, "posix").findFirst().orElseThrow().get("verifiedBytes").asLong())
        .as("every byte once, and nothing while it is measured")
        .isEqualTo(SIZE);
  }

  @Test
  void aRatioIsThatOfTheTimesOfEachRound() {
    Outcome outcome = compare("--backend", "ffm", "--buffered");
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    JsonNode row = rows(outcome, "ffm").findFirst().orElseThrow();
    JsonNode loop = rows(outcome, "c-loop pread").findFirst().orElseThrow();
    if (loop.get("status").asString().equals("done")) {
      assertThat(row.get("timeVsCPread").get("median").asDouble())
          .isCloseTo(
              row.get("nanosPerOp").get("median").asDouble()
                  / loop.get("nanosPerOp").get("median").asDouble(),
              withPercentage(1));
      assertThat(loop.get("timeVsCPread").get("median").asDouble()).isEqualTo(1);
    } else {
      assertThat(row.get("timeVsCPread").isNull()).isTrue();
    }
  }

  @Test
  void whatTheNumbersDependOnIsStated() {
    JsonNode report = compare("--backend", "posix").json();
    assertThat(report.propertyNames())
        .contains(
            "kernel",
            "processors",
            "jdk",
            "path",
            "fileBytes",
            "ioUring",
            "liburing",
            "cLoop",
            "fio",
            "pageCache",
            "verification",
            "seed",
            "rounds",
            "secondsPerRound");
    assertThat(report.get("path").propertyNames())
        .contains("fileSystem", "device", "memoryAlignment", "alignmentSource");
    assertThat(report.get("pageCache").get(0).asString()).startsWith("direct: missed");
    Outcome table =
        dio("compare", "--size", "4m", "--seconds", "0.02", "--rounds", "1", "--backend", "posix");
    assertThat(table.out())
        .contains(
            "host:", "direct I/O:", "C loop:", "page cache:", "time:C", "c-loop uring", "fio");
  }

  @Test
  void cachedReadsComeFromThePageCacheAndDirectOnesDoNot() {
    Outcome outcome = compare("--backend", "posix,mmap", "--depth", "1", "--buffered=false,true");
    assertClean(outcome);
    List<JsonNode> posix = rows(outcome, "posix").toList();
    assertThat(posix).hasSize(2);
    if (posix.get(1).get("deviceShare").isNull()) {
      return; // a system that does not count
    }
    assertThat(posix.get(1).get("buffered").asBoolean()).isTrue();
    assertThat(posix.get(1).get("deviceShare").asDouble()).isLessThan(0.1);
    if (posix.get(0).get("direct").asBoolean()) {
      assertThat(posix.get(0).get("deviceShare").asDouble()).isGreaterThan(0.9);
    }
  }

  @Test
  void syncsGoOnBesidePeersToo() throws IOException {
    Outcome outcome =
        compare(
            "--backend",
            "ffm",
            "--beside",
            "none,sync",
            "--seconds",
            "0.3",
            "--file",
            folder.resolve("file").toString());
    assertClean(outcome);
    assertThat(folder).isEmptyDirectory();
    for (JsonNode row : outcome.json().get("results")) {
      if (row.get("status").asString().equals("done")
          && row.get("beside").asString().equals("sync")) {
        assertThat(row.get("syncsPerSecond").get("median").asDouble())
            .as(row.get("program").asString())
            .isPositive();
      } else {
        assertThat(row.get("syncsPerSecond").isNull()).isTrue();
      }
    }
    assertThat(rows(outcome, "c-loop pread").map(row -> row.get("beside").asString()))
        .as("peers for each")
        .containsExactly("none", "sync");
  }

  @Test
  void writersLeaveAKeptFileAsItWasAndNothingBesideIt() throws IOException {
    Path file = folder.resolve("kept");
    assertClean(compare("--file", file.toString(), "--keep", "--backend", "posix"));
    byte[] before = Files.readAllBytes(file);
    assertClean(
        compare("--file", file.toString(), "--rw", "randwrite", "--backend", "posix,filechannel"));
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aWrongByteIsAFailure() throws IOException {
    Path file = folder.resolve("kept");
    assertClean(compare("--file", file.toString(), "--keep", "--backend", "posix"));
    byte[] bytes = Files.readAllBytes(file);
    bytes[1_234_567] ^= 0x10;
    Files.write(file, bytes);
    Outcome outcome = compare("--file", file.toString(), "--backend", "mmap,ffm", "--depth", "4");
    assertThat(outcome.exitCode()).isEqualTo(1);
    for (String program : List.of("mmap", "ffm")) {
      JsonNode row = rows(outcome, program).findFirst().orElseThrow();
      assertThat(row.get("mismatches").asLong()).as(program).isEqualTo(1);
      assertThat(row.get("firstMismatches").get(0).get("offset").asLong()).isEqualTo(1_234_567);
    }
  }

  @Test
  void aPageIsWrittenWhereItIsWanted() throws IOException {
    Path page = folder.resolve("page.html");
    assertClean(compare("--backend", "posix", "--html", page.toString()));
    assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("c-loop pread");
  }

  @Test
  void aPictureIsDrawnWhereItIsWanted() throws IOException {
    try {
      CompareChart.requireDrawable();
    } catch (IOException e) {
      Skip.unless(false, e.getMessage());
    }
    Path picture = folder.resolve("picture.svg");
    assertClean(compare("--backend", "posix", "--buffered=false,true", "--svg", "" + picture));
    assertThat(Files.readString(picture))
        .startsWith("<svg ")
        .contains(">posix<", "randread, 4 KiB, direct", "randread, 4 KiB, page cache");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rounds 0                  | --rounds 0",
        "--seconds NaN               | --seconds NaN",
        "--html /no/such/folder/page | /no/such/folder/page: there is no such folder",
        "--html /                    | --html /: is a directory",
        "--svg /no/such/folder/x.svg | --svg /no/such/folder/x.svg: there is no such folder",
        "--svg /                     | --svg /: is a directory",
        "--backend aio               | aio",
        "--file /                    | directory",
      })
  void whatMakesNoSenseIsAUsageError(String arguments, String named) {
    Outcome outcome = compare(arguments.split(" "));
    assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(2);
    assertThat(outcome.err()).contains(named).doesNotContain("Exception", "Usage:");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void whatPeersWriteToIsNoFileOfSomebodyElse() throws IOException {
    Path precious = Files.writeString(folder.resolve("file.peers"), "precious");
    assertClean(
        compare(
            "--file", folder.resolve("file").toString(), "--rw", "write", "--backend", "posix"));
    assertThat(precious).hasContent("precious");
    assertThat(folder.resolve("file")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--html", "--svg"})
  void aFileThatCannotBeWrittenIsToldBeforeAnythingIsMeasured(String option) throws IOException {
    try (LoopFileSystem mounted = LoopFileSystem.mount(Kind.TMPFS)) {
      Path path = mounted.root().resolve("x");
      Commands.run("mount", "-o", "remount,ro", mounted.root().toString());
      Outcome outcome = compare("--seconds", "3600", option, path.toString());
      assertThat(outcome.exitCode()).isEqualTo(2);
      assertThat(outcome.err().strip())
          .isEqualTo(
              "dio: %s %s: cannot be written: Read-only file system".formatted(option, path));
      assertThat(outcome.out()).isEmpty();
    }
  }

  @Test
  void onAFullDiskTheTableIsPrintedAndNoHalfPageIsLeft() throws IOException {
    try (LoopFileSystem full = LoopFileSystem.mount(Kind.TMPFS, 512, 64 << 10, folder)) {
      Path page = full.root().resolve("page.html");
      Outcome outcome =
          dio(
              "compare",
              "--size",
              "4m",
              "--seconds",
              "0.05",
              "--rounds",
              "1",
              "--backend",
              "posix",
              "--html",
              page.toString());
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.out()).contains("IOPS", "posix");
      assertThat(outcome.err().strip())
          .isEqualTo("dio: --html %s was not written: No space left on device".formatted(page));
      assertThat(full.root()).isEmptyDirectory();
    }
  }
}
