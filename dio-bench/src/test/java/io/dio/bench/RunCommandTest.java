// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static io.dio.bench.DioRunner.dio;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.dio.align.Degradation;
import io.dio.bench.DioRunner.Outcome;
import io.dio.bench.backend.BackendKind;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.IoUring;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class RunCommandTest {
  private static final long SIZE = 4 << 20;

  @TempDir private Path folder;

  /** A short run with JSON output. */
  private static Outcome run(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of("run", "--size", "4m", "--seconds", "0.04", "--rounds", "2", "--json"));
    all.addAll(Arrays.asList(arguments));
    return dio(all.toArray(String[]::new));
  }

  private static void assertClean(Outcome outcome) {
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    for (JsonNode row : outcome.json().get("results")) {
      assertThat(row.get("status").asString()).isEqualTo("done");
      assertThat(row.get("mismatches").asLong()).isZero();
      assertThat(row.get("shortTransfers").asLong()).isZero();
      assertThat(row.get("operations").asLong()).isPositive();
    }
  }

  private Path userFile() throws IOException {
    Path file = folder.resolve("precious");
    byte[] bytes = new byte[(int) SIZE];
    Arrays.fill(bytes, (byte) 'x');
    return Files.write(file, bytes);
  }

  private Path keptFile() {
    Path file = folder.resolve("kept");
    assertClean(run("--file", file.toString(), "--keep"));
    assertThat(file).hasSize(SIZE);
    return file;
  }

  private static void flip(Path file, long offset) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, offset);
      one.put(0, (byte) (one.get(0) ^ 0x10));
      channel.write(one.flip(), offset);
    }
  }

  private static void assumeAvailable(BackendKind backend) {
    Skip.unless(
        backend != BackendKind.URING || IoUring.isAvailable(),
        IoUring.unavailabilityCause().map(Object::toString).orElse(""));
  }

  @ParameterizedTest
  @EnumSource
  void aTemporaryFileIsFilledVerifiedMeasuredAndDeleted(BackendKind backend) {
    assumeAvailable(backend);
    Outcome outcome = run("--backend", backend.toString());
    assertClean(outcome);
    assertThat(outcome.json().get("fileBytes").asLong()).isEqualTo(SIZE);
    assertThat(outcome.row(0).get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
    assertThat(Path.of(outcome.json().get("file").asString())).doesNotExist();
  }

  @Test
  void jsonHasTheKeysThatToolsRelyOn() {
    JsonNode row = run("--threads", "2").row(0);
    assertThat(row.propertyNames())
        .contains(
            "backend",
            "rw",
            "blockBytes",
            "threads",
            "virtual",
            "depth",
            "direct",
            "registered",
            "operations",
            "seconds",
            "iops",
            "nanosPerOp",
            "cpuMicrosPerOp",
            "allocatedBytesPerOp",
            "opsPerSyscall",
            "coalescedWrites",
            "inlineReads",
            "p50Micros",
            "p99Micros",
            "p999Micros",
            "verifiedBytes",
            "mismatches",
            "shortTransfers");
    assertThat(row.get("threads").asInt()).isEqualTo(2);
    assertThat(row.get("virtual").asBoolean()).isFalse();
    assertThat(row.get("seconds").asDouble()).isBetween(0.03, 2.0);
    assertThat(row.get("iops").asDouble() * row.get("nanosPerOp").asDouble())
        .isCloseTo(1e9, withPercentage(0.1));
    assertThat(row.get("p50Micros").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(row.get("p99Micros").asDouble());
    assertThat(row.get("p99Micros").asDouble())
        .isLessThanOrEqualTo(row.get("p999Micros").asDouble());
  }

  @ParameterizedTest
  @CsvSource({
    "randread, false", "randread, true", "read, false", "read, true",
    "randwrite, false", "randwrite, true", "write, false", "write, true"
  })
  void everyAccessPatternVerifiesAllOfTheFile(String rw, String buffered) {
    Outcome outcome =
        run(
            "--rw",
            rw,
            "--buffered=" + buffered,
            "--backend",
            "posix,filechannel,ffm",
            "--block",
            "8k");
    assertClean(outcome);
    for (JsonNode row : outcome.json().get("results")) {
      assertThat(row.get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "randread, 1",
    "randread, 32",
    "read, 8",
    "randwrite, 1",
    "randwrite, 32",
    "write, 8"
  })
  void theRingVerifiesAllOfTheFileAtEveryDepth(String rw, int depth) {
    assumeAvailable(BackendKind.URING);
    for (String buffered : List.of("false", "true")) {
      Outcome outcome =
          run("--backend", "uring", "--rw", rw, "--depth", "" + depth, "--buffered=" + buffered);
      assertClean(outcome);
      assertThat(outcome.row(0).get("depth").asInt()).isEqualTo(depth);
      assertThat(outcome.row(0).get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
    }
  }

  @ParameterizedTest
  @CsvSource({"randread, 1", "randread, 32", "read, 1", "read, 8"})
  void aMappingVerifiesAllOfTheFileAtEveryDepthAndSaysThatItIsBuffered(String rw, int depth) {
    Outcome outcome = run("--backend", "mmap", "--rw", rw, "--depth", "" + depth);
    assertClean(outcome);
    assertThat(outcome.row(0).get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
    assertThat(outcome.row(0).get("direct").asBoolean()).isFalse();
    assertThat(outcome.row(0).get("cause").asString()).contains("page cache");
  }

  @Test
  void aMappingAnnouncesBlocksSideBySideInOneCall() {
    Outcome outcome = run("--backend", "mmap", "--rw", "read", "--depth", "16", "--buffered");
    assertClean(outcome);
    assertThat(outcome.row(0).get("opsPerSyscall").asDouble()).isBetween(10.0, 16.1);
  }

  @Test
  void aMappingIsNotForWriting() {
    Outcome outcome = run("--backend", "mmap,ffm", "--rw", "randwrite");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.row(0).get("status").asString()).isEqualTo("unavailable");
    assertThat(outcome.row(0).get("cause").asString()).contains("read jobs only");
    assertThat(outcome.row(1).get("status").asString()).isEqualTo("done");
  }

  @Test
  void aDeepWindowTakesFewSystemCalls() {
    assumeAvailable(BackendKind.URING);
    Outcome outcome = run("--backend", "uring", "--depth", "64");
    assertClean(outcome);
    assertThat(outcome.row(0).get("opsPerSyscall").asDouble()).isGreaterThan(2);
    assertThat(run("--backend", "posix").row(0).get("opsPerSyscall").asDouble())
        .isCloseTo(1, withPercentage(5));
  }

  @Test
  void listsGiveARowForEachCombination() {
    Outcome outcome =
        run(
            "--rw",
            "randread,write",
            "--block",
            "4k,64k",
            "--threads",
            "1,3",
            "--virtual=false,true",
            "--backend",
            "posix",
            "--seconds",
            "0.02",
            "--rounds",
            "1");
    assertClean(outcome);
    assertThat(outcome.json().get("results")).hasSize(16);
    assertThat(
            outcome
                .json()
                .get("results")
                .valueStream()
                .map(row -> row.get("threads").asInt() + " " + row.get("virtual")))
        .contains("1 false", "3 false", "1 true", "3 true");
  }

  @Test
  void virtualThreadsAreManyAndVerify() {
    assumeAvailable(BackendKind.URING);
    Outcome outcome = run("--backend", "uring", "--threads", "64", "--virtual", "--depth", "1");
    assertClean(outcome);
    assertThat(outcome.row(0).get("virtual").asBoolean()).isTrue();
    assertThat(outcome.row(0).get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
  }

  @ParameterizedTest
  @EnumSource
  void aByteFlippedBehindItsBackIsFoundAndNamed(BackendKind backend) throws IOException {
    assumeAvailable(backend);
    Path file = keptFile();
    flip(file, 1_234_567);
    for (String buffered : List.of("false", "true")) {
      Outcome outcome =
          run(
              "--file",
              file.toString(),
              "--backend",
              backend.toString(),
              "--rw",
              "randread",
              "--buffered=" + buffered,
              "--verify");
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.row(0).get("mismatches").asLong()).isPositive();
      JsonNode mismatch = outcome.row(0).get("firstMismatches").get(0);
      assertThat(mismatch.get("offset").asLong()).isEqualTo(1_234_567);
      assertThat(mismatch.get("actual").asInt() ^ mismatch.get("expected").asInt()).isEqualTo(0x10);
    }
    assertThat(file).as("an existing file is never deleted").hasSize(SIZE);
  }

  @Test
  void aFileThatCarriesThePatternIsVerifiedUnasked() throws IOException {
    Path file = keptFile();
    assertClean(run("--file", file.toString()));
    flip(file, SIZE - 1);
    assertThat(run("--file", file.toString()).exitCode()).isEqualTo(1);
    Outcome unverified = run("--file", file.toString(), "--no-verify");
    assertClean(unverified);
    assertThat(unverified.row(0).get("verifiedBytes").asLong()).isZero();
  }

  @Test
  void theTableNamesAMismatch() throws IOException {
    Path file = keptFile();
    flip(file, 4096);
    Outcome outcome = dio("run", "--file", file.toString(), "--seconds", "0.05", "--wide");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).contains("MISMATCH", "offset 4096: expected 0x", "found 0x");
  }

  @Test
  void aWriteJobOnAKeptFileLeavesItAsItWas() throws IOException {
    Path file = keptFile();
    byte[] before = Files.readAllBytes(file);
    assertClean(run("--file", file.toString(), "--rw", "randwrite"));
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void readingSomebodyElsesFileChangesNothing() throws IOException {
    Path file = userFile();
    byte[] before = Files.readAllBytes(file);
    Outcome outcome = run("--file", file.toString());
    assertClean(outcome);
    assertThat(outcome.row(0).get("verifiedBytes").asLong()).isZero();
    assertThat(run("--file", file.toString(), "--verify").exitCode()).isEqualTo(1);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void writingToSomebodyElsesFileNeedsToBeAskedForInSoManyWords() throws IOException {
    Path file = userFile();
    byte[] before = Files.readAllBytes(file);
    Outcome refused = run("--file", file.toString(), "--rw", "randwrite", "--keep");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains(file.toString(), "--fill");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);

    assertClean(run("--file", file.toString(), "--rw", "randwrite", "--fill"));
    assertClean(run("--file", file.toString(), "--verify"));
  }

  @Test
  void aFileOfOnesOwnIsDeletedUnlessItIsToBeKept() {
    Path file = folder.resolve("new");
    assertClean(run("--file", file.toString()));
    assertThat(file).doesNotExist();
  }

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

  @Test
  void moreOfAFileThanThereIsCannotBeUsed() throws IOException {
    Outcome outcome = run("--file", userFile().toString(), "--size", "1g");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--size 1073741824", "4194304");
  }

  @Test
  void theTableHasARowForEachJob() {
    Outcome outcome =
        dio(
            "run",
            "--size",
            "4m",
            "--seconds",
            "0.05",
            "--threads",
            "1,2",
            "--rounds",
            "1",
            "--wide");
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    assertThat(outcome.out().lines()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(outcome.out()).contains("4 MiB", "IOPS", "p99.9 us", "mismatches");
  }

  @Test
  void aFileSystemWithoutDirectIoIsMeasuredBufferedAndSaysSo() throws IOException {
    try (LoopFileSystem mounted = LoopFileSystem.mount(Kind.RAMFS)) {
      Path file = mounted.root().resolve("file");
      Outcome outcome = run("--file", file.toString(), "--backend", "posix,filechannel");
      assertClean(outcome);
      for (JsonNode row : outcome.json().get("results")) {
        assertThat(row.get("direct").asBoolean()).isFalse();
        assertThat(row.get("cause").asString()).isNotEmpty();
      }
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void aBlockTooSmallForTheDeviceIsAFailedRowThatSaysWhy() throws IOException {
    try (LoopFileSystem mounted = LoopFileSystem.mount(Kind.EXT4, 4096)) {
      Path file = mounted.root().resolve("file");
      Outcome outcome =
          run("--file", file.toString(), "--backend", "posix,filechannel", "--block", "512");
      assertThat(outcome.exitCode()).isEqualTo(1);
      for (JsonNode row : outcome.json().get("results")) {
        assertThat(row.get("status").asString()).isEqualTo("failed");
        assertThat(row.get("cause").asString()).contains("4096");
        assertThat(row.get("iops").isNull()).isTrue();
      }
    }
  }

  @Test
  void aFileThatDoesNotFitIsRefusedBeforeAnythingIsCreated() throws IOException {
    try (LoopFileSystem mounted =
        LoopFileSystem.mount(
            Kind.TMPFS, 512, 2 << 20, Path.of(System.getProperty("java.io.tmpdir")))) {
      Path file = mounted.root().resolve("file");
      Outcome tooLarge = run("--file", file.toString());
      assertThat(tooLarge.exitCode()).isEqualTo(2);
      assertThat(tooLarge.err()).contains("--size 4194304", "left in");
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void aRestThatWouldGoUnverifiedIsRefused() throws IOException {
    Path file = keptFile();
    Outcome refused =
        dio("run", "--file", file.toString(), "--verify", "--block", "12k", "--backend", "posix");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("last 4096 bytes", "--size");
    assertClean(run("--file", file.toString(), "--verify", "--block", "12k", "--size", "3m"));
  }

  // ---- features of schedulers ----

  @ParameterizedTest
  @CsvSource({
    "--chain, write",
    "--chain, randread",
    "--slab, randwrite",
    "--slab, randread",
    "--durable, randwrite",
    "--coalesce, write",
    "--batch=8, randwrite",
    "--batch=8, randread"
  })
  void eachFeatureOfSchedulersIsVerifiedOnEachOfThem(String feature, String access) {
    assumeAvailable(BackendKind.URING);
    Outcome outcome =
        run(
            "--backend",
            "uring,posix,posix-workers",
            "--buffered=false,true",
            "--rw",
            access,
            "--depth",
            "8",
            feature);
    assertClean(outcome);
    assertThat(outcome.json().get("results")).hasSize(6);
    for (JsonNode row : outcome.json().get("results")) {
      assertThat(row.get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
      assertThat(row.get("opsPerSyscall").asDouble()).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({"--slab, randread", "--chain, write", "--batch=8, randwrite", "--durable, write"})
  void severalSchedulersSideBySideVerifyAllOfTheFile(String feature, String access) {
    assumeAvailable(BackendKind.URING);
    Outcome outcome =
        run(
            "--backend",
            "uring,posix-workers,ffm",
            "--rw",
            access,
            "--threads",
            "3",
            "--depth",
            "8",
            "--schedulers",
            "1,2,3",
            feature);
    assertClean(outcome);
    assertThat(
            outcome
                .json()
                .get("results")
                .valueStream()
                .map(row -> row.get("backend").asString() + " " + row.get("schedulers").asInt()))
        .containsExactly(
            "uring 1",
            "posix-workers 1",
            "ffm 0",
            "uring 2",
            "posix-workers 2",
            "uring 3",
            "posix-workers 3");
    for (JsonNode row : outcome.json().get("results")) {
      assertThat(row.get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
      assertThat(row.get("registered").asBoolean())
          .isEqualTo(feature.equals("--slab") && row.get("backend").asString().equals("uring"));
    }
  }

  @Test
  void syncsBesideARowAreCountedAndAreNoOperationsOfIt() throws IOException {
    assumeAvailable(BackendKind.URING);
    Outcome outcome =
        run(
            "--backend",
            "uring,posix-workers,ffm",
            "--beside",
            "none,sync",
            "--seconds",
            "0.3",
            "--rounds",
            "1",
            "--buffered",
            "--file",
            folder.resolve("file").toString());
    assertClean(outcome);
    assertThat(folder).isEmptyDirectory();
    List<JsonNode> rows = outcome.json().get("results").valueStream().toList();
    assertThat(rows).hasSize(6);
    for (JsonNode row : rows.subList(0, 3)) {
      assertThat(row.get("beside").asString()).isEqualTo("none");
      assertThat(row.get("syncsPerSecond").isNull()).isTrue();
      assertThat(row.get("opsPerSyscall").asDouble()).isPositive();
    }
    for (JsonNode row : rows.subList(3, 6)) {
      assertThat(row.get("beside").asString()).isEqualTo("sync");
      assertThat(row.get("syncsPerSecond").asDouble()).isPositive();
      assertThat(row.get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
      assertThat(row.get("opsPerSyscall").isNull())
          .as("a scheduler counts the syncs' calls among those of the row")
          .isEqualTo(!row.get("backend").asString().equals("ffm"));
    }
  }

  @Test
  void aRowSaysWhetherItsBuffersAreRegisteredAndWhyNot() {
    assumeAvailable(BackendKind.URING);
    Outcome outcome = run("--backend", "uring,posix-workers", "--slab");
    JsonNode ring = outcome.json().get("results").get(0);
    assertThat(ring.get("registered").asBoolean()).isTrue();
    JsonNode workers = outcome.json().get("results").get(1);
    assertThat(workers.get("registered").asBoolean()).isFalse();
    assertThat(workers.get("cause").asString())
        .startsWith("without registered memory, because blocking calls")
        .contains("; open a scheduler over io_uring");
  }

  @Test
  void neighbouringWritesAreMergedUnlessTheyMustNotBe() {
    assumeAvailable(BackendKind.URING);
    Outcome outcome =
        run(
            "--rw",
            "write",
            "--block",
            "1k",
            "--depth",
            "64",
            "--buffered",
            "--backend",
            "uring",
            "--coalesce=true,false",
            "--batch",
            "64");
    assertClean(outcome);
    assertThat(outcome.json().get("results").get(0).get("coalescedWrites").asLong()).isPositive();
    assertThat(outcome.json().get("results").get(1).get("coalescedWrites").asLong()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = BackendKind.class,
      names = {"URING", "POSIX_WORKERS"})
  void cachedReadsAreInlineUnlessTheyMustNotBe(BackendKind backend) {
    assumeAvailable(backend);
    try (IoScheduler scheduler = IoScheduler.open()) {
      List<Degradation> missing = scheduler.degradations();
      Skip.unless(missing.isEmpty(), missing.toString());
    }
    Outcome outcome =
        run("--buffered", "--backend", backend.toString(), "--inline-reads=true,false");
    assertClean(outcome);
    JsonNode inline = outcome.json().get("results").get(0);
    // All bytes, except those that the page cache may have lost meanwhile. The two figures are not
    // read at the same moment.
    assertThat(inline.get("inlineReads").asLong())
        .isGreaterThan(inline.get("operations").asLong() / 2);
    JsonNode handedOver = outcome.json().get("results").get(1);
    assertThat(handedOver.get("inlineReads").asLong()).isZero();
    assertThat(handedOver.get("features").asString()).isEqualTo("handed over");
  }

  @Test
  void aDeviceThatCannotBePolledIsReportedAndItsReadsAreMade() {
    assumeAvailable(BackendKind.URING);
    Outcome outcome = run("--backend", "uring", "--polling=none,busy,hybrid");
    assertClean(outcome);
    JsonNode results = outcome.json().get("results");
    assertThat(results.size()).isEqualTo(3);
    assertThat(results.get(1).get("features").asString()).isEqualTo("polling busy");
    assertThat(results.get(2).get("features").asString()).isEqualTo("polling hybrid");
  }

  @ParameterizedTest
  @CsvSource({"--chain --durable", "--chain --batch=8", "--durable --batch=8", "--batch=-1"})
  void whatCannotGoTogetherIsRefused(String options) {
    List<String> all = new ArrayList<>(List.of("--rw", "write"));
    all.addAll(Arrays.asList(options.split(" ", -1)));
    assertThat(run(all.toArray(String[]::new)).exitCode()).isEqualTo(2);
  }
}
