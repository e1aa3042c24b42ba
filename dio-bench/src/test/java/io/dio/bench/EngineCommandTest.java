// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static io.dio.bench.DioRunner.dio;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.DioRunner.Outcome;
import io.dio.bench.engine.EngineKind;
import io.dio.bench.engine.Figure;
import io.dio.bench.report.CompareChart;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** {@code dio compare --job}. */
class EngineCommandTest {
  @TempDir private Path folder;

  /** A turn of Lucene writes and syncs a hundred files. */
  private static int rounds(EngineKind kind) {
    return kind == EngineKind.LUCENE ? 1 : 2;
  }

  /** A short comparison. An option that is given replaces the one that the test would choose. */
  private static Outcome compare(EngineKind kind, String... more) {
    List<String> all = new ArrayList<>(List.of("compare", "--job", kind.toString()));
    Map<String, String> brief =
        switch (kind) {
          case WAL -> Map.of("--seconds", "0.06", "--threads", "4");
          case MERGE -> Map.of("--block", "64k", "--depth", "3");
          case RERANK -> Map.of("--seconds", "0.02", "--batch", "50", "--threads", "8");
          case POINTS -> Map.of("--seconds", "0.06", "--threads", "16");
          // So few documents are one group. For each group the index is dropped and opened again.
          case LUCENE -> Map.of("--size", "512k", "--batch", "100");
        };
    Map<String, String> options =
        new HashMap<>(Map.of("--size", "2m", "--rounds", "" + rounds(kind)));
    options.putAll(brief);
    List<String> given = Arrays.asList(more);
    options.forEach((option, value) -> {
      if (!given.contains(option)) {
        all.addAll(List.of(option, value));
      }
    });
    all.addAll(given);
    return dio(all.toArray(String[]::new));
  }

  private static List<String> contenders(EngineKind kind) {
    return switch (kind) {
      case WAL ->
          List.of(
              "filechannel force",
              "filechannel leader",
              "posix dataSync",
              "uring durable",
              "uring barrierSync",
              "uring log",
              "posix-workers durable",
              "posix-workers barrierSync",
              "posix-workers log");
      case MERGE ->
          List.of("filechannel buffered", "filechannel direct", "mmap", "uring", "posix-workers");
      case RERANK ->
          List.of(
              "filechannel loop",
              "filechannel virtual",
              "filechannel direct",
              "mmap",
              "mmap willneed",
              "uring batch",
              "posix-workers batch");
      case POINTS ->
          List.of(
              "filechannel buffered",
              "filechannel direct",
              "mmap",
              "uring read",
              "uring submit",
              "posix-workers read",
              "posix-workers submit");
      case LUCENE ->
          List.of("lucene mmap", "lucene niofs", "lucene directio", "uring", "posix-workers");
    };
  }

  private static List<JsonNode> rows(Outcome outcome) {
    return outcome.json().get("results").valueStream().toList();
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void everyContenderHasARowWithTheFiguresOfTheJobAndRightBytes(EngineKind kind) {
    Outcome outcome = compare(kind, "--json");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    assertThat(rows(outcome).stream().map(row -> row.get("contender").asString()))
        .containsExactlyElementsOf(contenders(kind));
    for (JsonNode row : rows(outcome)) {
      if (row.get("status").asString().equals("unavailable")) {
        assertThat(row.get("cause").asString()).isNotEmpty();
        continue;
      }
      assertThat(row.get("status").asString()).as(row.toString()).isEqualTo("done");
      assertThat(row.get("mismatches").asLong()).isZero();
      assertThat(row.get("verifiedBytes").asLong()).as(row.toString()).isPositive();
      assertThat(row.get("byRound")).hasSize(rounds(kind));
      JsonNode figures = row.get("figures");
      assertThat(figures.get(kind.mainFigure().key()).get("min").asDouble()).isPositive();
      assertThat(figures.has(Figure.CPU_MICROS_PER_OPERATION.key())).isTrue();
      assertThat(figures.propertyNames())
          .isSubsetOf(kind.figures().stream().map(Figure::key).toList());
    }
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void theTableFitsEightyColumnsAndTheChartsAreDrawn(EngineKind kind) throws IOException {
    try {
      CompareChart.requireDrawable();
    } catch (IOException e) {
      Skip.unless(false, e.getMessage());
    }
    Path page = folder.resolve("page.html");
    Path picture = folder.resolve("picture.svg");
    Outcome outcome = compare(kind, "--html", "" + page, "--svg", "" + picture);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    assertThat(outcome.out().lines())
        .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
    assertThat(outcome.out())
        .contains(contenders(kind))
        .contains("job:         " + kind, "verified:", "\"" + kind.reference() + "\"");
    assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains(kind.reference());
    assertThat(Files.readString(picture)).startsWith("<svg ").contains(kind.reference());
  }

  @Test
  void theReferenceIsOnceAsFastAsItself() {
    Outcome outcome = compare(EngineKind.MERGE, "--json", "--backend", "filechannel");
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    assertThat(outcome.json().get("reference").asString()).isEqualTo("filechannel direct");
    JsonNode reference = rows(outcome).get(1);
    if (reference.get("status").asString().equals("done")) {
      assertThat(reference.get("speedVsReference").get("median").asDouble()).isEqualTo(1);
      assertThat(rows(outcome).getFirst().get("speedVsReference").isNull()).isFalse();
    }
  }

  @Test
  void theLogHasAGroupOfRowsForEachNumberAndKindOfThreads() {
    Outcome outcome =
        compare(
            EngineKind.WAL,
            "--json",
            "--threads",
            "1,3",
            "--virtual=false,true",
            "--backend",
            "filechannel");
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    assertThat(
            rows(outcome).stream()
                .filter(row -> row.get("contender").asString().equals("filechannel leader"))
                .map(row -> row.get("threads").asInt() + " " + row.get("virtual").asBoolean()))
        .containsExactly("1 false", "3 false", "1 true", "3 true");
    for (JsonNode row : rows(outcome)) {
      if (row.get("contender").asString().equals("filechannel leader")) {
        assertThat(row.get("speedVsReference").get("median").asDouble()).isEqualTo(1);
      }
    }
  }

  @Test
  void eachThreadThatForcesForItselfSyncsOncePerCommitAndALeaderNotMore() {
    Outcome outcome =
        compare(
            EngineKind.WAL,
            "--json",
            "--threads",
            "1",
            "--seconds",
            "0.3", // several commits on a slow disk, too
            "--backend",
            "filechannel");
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    for (JsonNode row : rows(outcome)) {
      // A commit may lie between its sync and the end of the measured time.
      assertThat(row.get("figures").get("syncsPerCommit").get("median").asDouble())
          .isBetween(0.5, 1.5);
    }
  }

  @Test
  void aDirectMergeLeavesNothingInThePageCacheAndABufferedOneDoes() {
    Outcome outcome = compare(EngineKind.MERGE, "--json", "--backend", "posix-workers,filechannel");
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    for (JsonNode row : rows(outcome)) {
      if (row.get("status").asString().equals("done")) {
        double pages = row.get("figures").get("cachedPages").get("median").asDouble();
        if (row.get("direct").asBoolean()) {
          assertThat(pages).as(row.toString()).isZero();
        } else {
          assertThat(pages).as(row.toString()).isPositive();
        }
      }
    }
  }

  @Test
  void aWrongByteIsAFailure() throws IOException {
    Path file = folder.resolve("kept");
    Outcome kept =
        compare(EngineKind.RERANK, "--json", "--file", "" + file, "--keep", "--backend", "mmap");
    assertThat(kept.exitCode()).as(kept.out()).isZero();
    byte[] bytes = Files.readAllBytes(file);
    bytes[1_234_567] ^= 0x10;
    Files.write(file, bytes);
    for (EngineKind kind : List.of(EngineKind.RERANK, EngineKind.MERGE)) {
      List<String> more =
          new ArrayList<>(List.of("--json", "--file", "" + file, "--backend", "mmap"));
      if (kind == EngineKind.RERANK) {
        more.addAll(List.of("--batch", "512")); // all blocks of the file
      }
      Outcome outcome = compare(kind, more.toArray(String[]::new));
      assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(1);
      JsonNode row = rows(outcome).getFirst();
      assertThat(row.get("mismatches").asLong()).isPositive();
      assertThat(row.get("firstMismatches").get(0).get("offset").asLong()).isEqualTo(1_234_567);
    }
  }

  @Test
  void whatIsNotThePatternIsReadAndNotCompared() throws IOException {
    Path file = Files.write(folder.resolve("foreign"), new byte[2 << 20]);
    Outcome outcome = compare(EngineKind.MERGE, "--json", "--file", "" + file, "--backend", "mmap");
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    assertThat(outcome.json().get("verification").asString()).startsWith("none");
    assertThat(rows(outcome).getFirst().get("verifiedBytes").asLong()).isZero();
    assertThat(Files.readAllBytes(file)).containsOnly(0);
    assertThat(folder.toFile().list()).containsExactly("foreign");
  }

  @Test
  void allOfAnExistingFileIsReadIfNoSizeIsGiven() throws IOException {
    Path file = Files.write(folder.resolve("foreign"), new byte[1 << 20]);
    Outcome outcome =
        dio(
            "compare",
            "--job",
            "merge",
            "--block",
            "64k",
            "--rounds",
            "1",
            "--file",
            "" + file,
            "--backend",
            "mmap",
            "--json");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    assertThat(outcome.json().get("fileBytes").asLong()).isEqualTo(1 << 20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--job lsm                           | 'lsm' is none of [wal, merge, rerank, points,"
            + " lucene]",
        "--job merge --seconds 1             | --seconds has no meaning for --job merge",
        "--job rerank --depth 4              | --depth has no meaning for --job rerank",
        "--job points --virtual              | --virtual has no meaning for --job points",
        "--job wal --keep                    | --keep has no meaning for --job wal",
        "--job lucene --threads 2            | --threads has no meaning for --job lucene",
        "--job wal --rw randread             | --rw has no meaning for --job wal",
        "--job wal --backend mmap            | --backend mmap: --job wal has no contender of it",
        "--job wal --block 4k,8k             | --block takes one value with --job wal",
        "--job wal --buffered=true,false     | --buffered takes one value with --job wal",
        "--job wal --threads 0               | --threads 0 is not within",
        "--job wal --block 100               | --block 100 is not a multiple of 512",
        "--job rerank --batch 0              | --batch 0 is not within 1",
        "--job rerank --batch 100000         | --batch 100000 is not within 1",
        "--job merge --depth 0               | --depth 0 is not within 1",
        "--job merge --size 64k --block 64k  | a size of 65536 bytes is too small",
        "--job points --rounds 0             | --rounds 0",
        "--job points --svg /no/such/x.svg   | --svg /no/such/x.svg: there is no such folder",
      })
  void whatMakesNoSenseIsAUsageError(String arguments, String named) {
    Outcome outcome = dio(("compare " + arguments).split(" +"));
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(2);
    assertThat(outcome.err()).contains(named).doesNotContain("Exception", "Usage:");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void aLogIsNotWrittenOverAFileThatExists() throws IOException {
    Path precious = Files.writeString(folder.resolve("log"), "precious");
    Outcome outcome = compare(EngineKind.WAL, "--file", "" + precious);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--file " + precious + " exists");
    assertThat(precious).hasContent("precious");
  }

  @Test
  void anIndexIsBuiltBesideANewFileAndNothingStays() throws IOException {
    Path place = folder.resolve("place");
    Outcome outcome =
        compare(EngineKind.LUCENE, "--json", "--file", "" + place, "--backend", "posix-workers");
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    assertThat(folder).isEmptyDirectory();
    Files.writeString(place, "precious");
    Outcome refused = compare(EngineKind.LUCENE, "--file", "" + place);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("--file " + place + " exists, and --job lucene");
  }

  @Test
  void aMergeOfDioLeavesFewerPagesInThePageCacheThanOneThatIsMapped() {
    Outcome outcome =
        compare(
            EngineKind.LUCENE,
            "--json",
            "--size",
            "24m", // much more than the kernel reads ahead when a mapped file is opened
            "--batch",
            "4000", // all in one group
            "--backend",
            "posix-workers,mmap");
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    JsonNode mapped = rows(outcome).getFirst();
    JsonNode dio = rows(outcome).getLast();
    if (dio.get("direct").asBoolean()) {
      assertThat(dio.get("figures").get("cachedPages").get("max").asDouble())
          .isLessThan(mapped.get("figures").get("cachedPages").get("min").asDouble());
    }
  }

  @Test
  void withoutJobNothingChanges() {
    Outcome outcome =
        dio(
            "compare",
            "--size",
            "1m",
            "--seconds",
            "0.02",
            "--rounds",
            "1",
            "--backend",
            "ffm",
            "--json");
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    assertThat(outcome.json().has("job")).isFalse();
    assertThat(outcome.json().get("results").get(0).get("program").asString()).isEqualTo("ffm");
  }
}
