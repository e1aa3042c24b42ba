// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.Features;
import io.dio.iosched.Polling;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobMatrixTest {
  @Test
  void givesEveryCombinationOnce() {
    List<Job> jobs =
        new JobMatrix(
                List.of(BackendKind.FILECHANNEL),
                List.of(Access.RANDREAD, Access.WRITE),
                List.of(4096, 8192),
                List.of(1, 2, 3),
                List.of(false, true),
                List.of(1),
                List.of(false, true),
                List.of(Features.NONE),
                List.of(Beside.NONE))
            .jobs();
    assertThat(jobs).hasSize(2 * 2 * 3 * 2 * 2).doesNotHaveDuplicates();
  }

  @Test
  void aBackendThatBlocksHasOneRowOfDepthOne() {
    List<Job> jobs =
        new JobMatrix(
                List.of(BackendKind.FILECHANNEL),
                List.of(Access.RANDREAD),
                List.of(4096),
                List.of(1),
                List.of(false),
                List.of(4, 64),
                List.of(false),
                List.of(Features.NONE),
                List.of(Beside.NONE))
            .jobs();
    assertThat(jobs).extracting(Job::depth).containsExactly(1);
  }

  @Test
  void whatOnlySchedulersDoHasRowsOfSchedulersAlone() {
    Features batched = new Features(true, true, false, false, false, Polling.NONE, 8, 1);
    List<Job> jobs =
        new JobMatrix(
                List.of(BackendKind.URING, BackendKind.POSIX, BackendKind.FILECHANNEL),
                List.of(Access.RANDREAD),
                List.of(4096),
                List.of(1),
                List.of(false),
                List.of(1),
                List.of(false),
                List.of(batched, Features.NONE),
                List.of(Beside.NONE))
            .jobs();
    assertThat(jobs)
        .filteredOn(job -> job.features().batch() > 0)
        .extracting(Job::backend)
        .containsExactly(BackendKind.URING, BackendKind.POSIX);
    assertThat(jobs)
        .filteredOn(job -> job.features().batch() > 0)
        .allMatch(job -> job.depth() == 8);
    assertThat(jobs)
        .filteredOn(job -> job.backend() == BackendKind.FILECHANNEL)
        .extracting(Job::features)
        .containsExactly(Features.NONE.withDurable(true), Features.NONE);
  }

  @Test
  void onlySchedulersAreSeveralAndAtMostAsManyAsThreads() {
    List<Job> jobs =
        new JobMatrix(
                List.of(BackendKind.URING, BackendKind.MMAP),
                List.of(Access.RANDREAD),
                List.of(4096),
                List.of(1, 3),
                List.of(false),
                List.of(1),
                List.of(false),
                List.of(schedulers(1), schedulers(2), schedulers(8)),
                List.of(Beside.NONE))
            .jobs();
    assertThat(jobs)
        .filteredOn(job -> job.backend() == BackendKind.URING)
        .extracting(job -> List.of(job.threads(), job.schedulers()))
        .containsExactly(List.of(1, 1), List.of(3, 1), List.of(3, 2), List.of(3, 3));
    assertThat(jobs)
        .filteredOn(job -> job.backend() == BackendKind.MMAP)
        .extracting(job -> List.of(job.threads(), job.schedulers()))
        .containsExactly(List.of(1, 0), List.of(3, 0));
  }

  private static Features schedulers(int count) {
    return Features.NONE.withSchedulers(count);
  }

  @Test
  void whatGoesOnBesideIsOneOfTheLists() {
    List<Job> jobs =
        new JobMatrix(
                List.of(BackendKind.URING, BackendKind.FFM),
                List.of(Access.RANDREAD),
                List.of(4096),
                List.of(1),
                List.of(false),
                List.of(1),
                List.of(false),
                List.of(Features.NONE),
                List.of(Beside.NONE, Beside.SYNC))
            .jobs();
    assertThat(jobs)
        .extracting(Job::beside)
        .containsExactly(Beside.NONE, Beside.NONE, Beside.SYNC, Beside.SYNC);
  }

  @Test
  void aSchedulerHasItsShareOfWhatIsInFlight() {
    Job job =
        new Job(
            BackendKind.URING, Access.READ, 4096, 5, false, 8, false, schedulers(2), Beside.NONE);
    assertThat(job.inFlight()).isEqualTo(40);
    assertThat(job.inFlightOfOneScheduler()).isEqualTo(24);
  }

  @Test
  void theFileIsAMultipleOfEveryBlockAndOfPages() throws UsageException {
    assertThat(FileNeeds.of(jobs(512)).unitByteSize()).isEqualTo(4096);
    assertThat(FileNeeds.of(jobs(3 * 4096, 65536)).unitByteSize()).isEqualTo(3 * 65536);
    assertThatThrownBy(
            () -> FileNeeds.of(jobs((1 << 30) - 512, (1 << 30) - 1024, (1 << 30) - 1536)))
        .isInstanceOf(UsageException.class);
  }

  private static List<Job> jobs(Integer... blockByteSizes) {
    return new JobMatrix(
            List.of(BackendKind.FILECHANNEL),
            List.of(Access.RANDREAD),
            List.of(blockByteSizes),
            List.of(1),
            List.of(false),
            List.of(1),
            List.of(false),
            List.of(Features.NONE),
            List.of(Beside.NONE))
        .jobs();
  }
}
