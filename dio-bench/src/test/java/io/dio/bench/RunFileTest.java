// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static io.dio.bench.DioRunner.dio;
import static io.dio.bench.Runs.SIZE;
import static io.dio.bench.Runs.assertClean;
import static io.dio.bench.Runs.assumeAvailable;
import static io.dio.bench.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.DioRunner.Outcome;
import io.dio.bench.backend.BackendKind;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The file of {@code dio run}: whose it is, what it holds, and what its file system can do. */
class RunFileTest {
  @TempDir private Path folder;

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

  @Test
  void moreOfAFileThanThereIsCannotBeUsed() throws IOException {
    Outcome outcome = run("--file", userFile().toString(), "--size", "1g");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--size 1073741824", "4194304");
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
}
