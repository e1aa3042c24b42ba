// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.Features;
import io.dio.bench.job.JobResult.Status;
import io.dio.bench.pattern.Mismatch;
import io.dio.bench.pattern.Pattern;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRunTest {
  private static final long SEED = 11;
  private static final int BLOCK = 4096;
  private static final long SIZE = 256 * BLOCK;

  @TempDir private Path folder;

  private final List<Job> jobs =
      List.of(new Job(BackendKind.FILECHANNEL, Access.RANDREAD, BLOCK, 2, false, 1, true));

  private JobFile file(Path path) throws IOException, UsageException {
    FileRequest request = new FileRequest(Optional.of(path), OptionalLong.of(SIZE), false, true);
    return JobFile.open(request, FileNeeds.of(jobs), new Pattern(SEED));
  }

  private JobResult run(JobFile file) throws Exception {
    RunPlan plan = new RunPlan(jobs, true, 1, 0.05, SEED);
    return new JobRun(plan, file).run(Progress.SILENT).getFirst();
  }

  @Test
  void aFileCutOffBehindItsBackIsShortAndMismatching() throws Exception {
    Path path = folder.resolve("cut");
    try (JobFile file = file(path)) {
      assertThat(run(file).isClean()).isTrue();
    }
    try (JobFile file = file(path)) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(200 * BLOCK + 100);
      }
      JobResult result = run(file);
      assertThat(result.isClean()).isFalse();
      assertThat(result.checks().shortTransfers()).isGreaterThanOrEqualTo(56);
      assertThat(result.checks().mismatches()).isGreaterThanOrEqualTo(56);
      assertThat(result.checks().firstMismatches())
          .extracting(Mismatch::actual)
          .containsOnly(Mismatch.MISSING);
    }
  }

  @Test
  void aJobThatCannotOpenTheFileIsAFailedRowWithItsCause() throws Exception {
    Path path = folder.resolve("gone");
    try (JobFile file = file(path)) {
      run(file);
    }
    try (JobFile file = file(path)) {
      Files.delete(path);
      JobResult result = run(file);
      assertThat(result.status()).isEqualTo(Status.FAILED);
      assertThat(result.cause()).hasValueSatisfying(c -> assertThat(c).contains("gone"));
      assertThat(result.rounds()).isEmpty();
    }
  }

  @Test
  void besideWhatIsNoRegularFileNothingCanBeSynced() throws Exception {
    Path path = folder.resolve("odd");
    Job beside =
        new Job(
            BackendKind.FFM, Access.RANDREAD, BLOCK, 1, false, 1, true, Features.NONE, Beside.SYNC);
    try (JobFile file = file(path)) {
      Files.delete(path);
      Files.createDirectory(path);
      RunPlan plan = new RunPlan(List.of(beside), true, 1, 0.05, SEED);
      assertThatThrownBy(() -> new JobRun(plan, file))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("--beside sync")
          .hasMessageContaining("regular file")
          .hasMessageContaining(path.toString());
    }
  }

  @Test
  void aFileThatCouldNotBeFilledIsNotKept() throws Exception {
    Path path = folder.resolve("half");
    try (JobFile file = file(path)) {
      assertThat(path).exists();
      assertThat(file.isToBeFilled()).isTrue();
    }
    assertThat(path).doesNotExist();
  }
}
