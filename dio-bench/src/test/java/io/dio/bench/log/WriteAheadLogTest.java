// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import static io.dio.bench.log.LogFixture.bytes;
import static io.dio.bench.log.LogFixture.commit;
import static io.dio.bench.log.LogFixture.open;
import static io.dio.bench.log.LogFixture.recover;
import static io.dio.bench.log.LogFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.align.Errno;
import io.dio.bench.log.LogFixture.Found;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Verb;
import io.dio.testing.ActiveFault;
import io.dio.testing.Fault;
import io.dio.testing.FaultInjectingScheduler;
import io.dio.testing.fixtures.TimeLimits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteAheadLogTest {
  private static final int THREADS = 16;
  private static final int RECORDS_OF_A_THREAD = 40;

  /** Of one block each; behind the last one is less than the room for the largest commit. */
  private static final int COMMITS_OF_A_SEGMENT =
      (LogFixture.SEGMENT_BYTES - LogFixture.COMMIT_BYTES) / LogFixture.BLOCK_BYTES;

  @TempDir private Path folder;
  private final FaultInjectingScheduler failing = FaultInjectingScheduler.over(IoScheduler.posix());

  /** A write that fails in the scheduler below can be held here as well. */
  private final FaultInjectingScheduler scheduler = FaultInjectingScheduler.over(failing);

  @AfterEach
  void closeScheduler() {
    scheduler.close();
  }

  /** From now on each commit is kept back until the test lets it go. */
  private ActiveFault holdCommits() {
    return scheduler.inject(Fault.hold().on(Verb.WRITE));
  }

  private static void awaitHeld(ActiveFault hold) throws Exception {
    hold.awaitHeld(1, TimeLimits.ofSeconds(60));
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().contains("segment-0")).sorted().toList();
    }
  }

  @Test
  void recordsAreThereInTheirOrderAfterTheLogIsOpenedAgain() throws IOException {
    try (WriteAheadLog log = open(folder, scheduler)) {
      assertThat(log.recovered().lastLsn()).isZero();
      assertThat(log.append(bytes("one"))).isEqualTo(1);
      assertThat(log.append(bytes(""))).isEqualTo(2);
      assertThat(log.append(bytes("three"))).isEqualTo(3);
      assertThat(log.durableLsn()).isEqualTo(3);
    }
    List<Found> found = new ArrayList<>();
    try (WriteAheadLog log =
        WriteAheadLog.open(folder, scheduler, LogFixture.options(), LogFixture.into(found))) {
      assertThat(texts(found)).containsExactly("one", "", "three");
      assertThat(found.stream().map(Found::lsn)).containsExactly(1L, 2L, 3L);
      RecoveryReport report = log.recovered();
      assertThat(report.torn()).isFalse();
      assertThat(report.firstLsn()).isEqualTo(1);
      assertThat(report.lastLsn()).isEqualTo(3);
      assertThat(report.segments()).isEqualTo(1);
      assertThat(report.reason()).isEqualTo("there is no sign of record 4");
      assertThat(log.append(bytes("four"))).isEqualTo(4);
    }
    assertThat(texts(recover(folder, scheduler))).containsExactly("one", "", "three", "four");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void recordsOfManyThreadsShareCommitsAndKeepTheOrderOfEachThread(boolean virtual)
      throws Exception {
    Map<Long, String> acknowledged = new HashMap<>();
    try (IoScheduler workers = IoScheduler.posix(SchedulerOptions.defaults().withWorkers(2));
        WriteAheadLog log = open(folder, workers);
        ExecutorService threads =
            virtual
                ? Executors.newVirtualThreadPerTaskExecutor()
                : Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> ends = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int number = thread;
        ends.add(
            threads.submit(() -> {
              for (int i = 0; i < RECORDS_OF_A_THREAD; i++) {
                String text = number + " " + i + " " + "x".repeat(number * 70);
                long lsn = log.append(bytes(text));
                synchronized (acknowledged) {
                  assertThat(acknowledged.put(lsn, text)).isNull();
                }
              }
              return null;
            }));
      }
      for (Future<?> each : ends) {
        each.get();
      }
      LogStats stats = log.stats();
      assertThat(stats.records()).isEqualTo((long) THREADS * RECORDS_OF_A_THREAD);
      assertThat(stats.commits()).isBetween(1L, stats.records());
      assertThat(stats.rolls()).isPositive();
    }
    List<Found> found = recover(folder, scheduler);
    assertThat(found).hasSize(THREADS * RECORDS_OF_A_THREAD);
    int[] next = new int[THREADS];
    for (Found each : found) {
      assertThat(each.text()).isEqualTo(acknowledged.get(each.lsn()));
      String[] words = each.text().split(" ", -1);
      assertThat(Integer.parseInt(words[1])).isEqualTo(next[Integer.parseInt(words[0])]++);
    }
  }

  @Test
  void threadsThatComeDuringACommitShareTheNextOne() throws Exception {
    ActiveFault hold = holdCommits();
    try (WriteAheadLog log = open(folder, scheduler);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<Long> first = threads.submit(() -> log.append(bytes("first")));
      awaitHeld(hold);
      // Nobody waits for these, so it is certain that they come during the first commit.
      List<Long> added = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        added.add(log.add(bytes("later " + i)));
      }
      assertThat(log.durableLsn()).isZero();
      Future<?> last =
          threads.submit(() -> {
            log.awaitDurable(added.getLast());
            return null;
          });
      hold.release();
      awaitHeld(hold);
      hold.release();
      first.get();
      last.get();
      assertThat(log.durableLsn()).isEqualTo(6);
      assertThat(log.stats().commits()).isEqualTo(2);
      log.awaitDurable(added.getFirst()); // and that takes no further commit
      assertThat(hold.hits()).isEqualTo(2);
    }
  }

  @Test
  void whenBothBuffersAreFullAThreadThatAddsWaits() throws Exception {
    ActiveFault hold = holdCommits();
    String half = "x".repeat(LogFixture.COMMIT_BYTES / 2 - RecordFormat.HEADER_BYTES);
    try (WriteAheadLog log = open(folder, scheduler);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      log.add(bytes(half));
      log.add(bytes(half));
      Future<Long> third = threads.submit(() -> log.add(bytes(half)));
      awaitHeld(hold); // the first buffer is full, so the third record had it written
      log.add(bytes(half));
      Future<Long> fifth = threads.submit(() -> log.add(bytes(half)));
      assertThat(fifth.isDone() && third.isDone()).isFalse();
      assertThat(hold.hits()).isEqualTo(1);
      hold.remove();
      assertThat(List.of(third.get(), fifth.get())).containsExactlyInAnyOrder(4L, 5L);
    }
    assertThat(recover(folder, scheduler)).hasSize(5);
  }

  @Test
  void closeMakesEverythingDurableThatWasAdded() throws IOException {
    WriteAheadLog log = open(folder, scheduler);
    ActiveFault writes = scheduler.inject(Fault.delay(Duration.ZERO).on(Verb.WRITE));
    log.add(bytes("one"));
    log.add(bytes("two"));
    assertThat(writes.hits()).isZero();
    log.close();
    log.close();
    assertThat(texts(recover(folder, scheduler))).containsExactly("one", "two");
    assertThatIllegalStateException()
        .isThrownBy(() -> log.append(bytes("three")))
        .withMessage("the log is closed");
  }

  @Test
  void closeLetsThreadsThatWaitEndFirst() throws Exception {
    ActiveFault hold = holdCommits();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      WriteAheadLog log = open(folder, scheduler);
      Future<Long> first = threads.submit(() -> log.append(bytes("first")));
      awaitHeld(hold);
      log.add(bytes("second"));
      Future<?> closing =
          threads.submit(() -> {
            log.close();
            return null;
          });
      hold.remove();
      assertThat(first.get()).isEqualTo(1);
      closing.get();
    }
    assertThat(texts(recover(folder, scheduler))).containsExactly("first", "second");
  }

  @Test
  void afterAFailedSyncAllWhoWaitFailAndNothingIsTriedAgain() throws Exception {
    WriteAheadLog log = open(folder, scheduler);
    commit(log, "good");
    ActiveFault hold = holdCommits();
    ActiveFault lost = failing.inject(Fault.error(Errno.EIO).on(Verb.WRITE));
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<Long> leader = threads.submit(() -> log.append(bytes("lost")));
      awaitHeld(hold);
      long second = log.add(bytes("lost, too"));
      Future<?> follower =
          threads.submit(() -> {
            log.awaitDurable(second);
            return null;
          });
      hold.remove();
      for (Future<?> each : List.of(leader, follower)) {
        assertThat(each).failsWithin(TimeLimits.ofSeconds(60));
        assertThat(each.exceptionNow())
            .isInstanceOf(LogFailedException.class)
            .hasMessageContaining("EIO");
      }
    }
    assertThat(log.durableLsn()).isEqualTo(1);
    log.awaitDurable(1); // it was durable before
    assertThatExceptionOfType(LogFailedException.class)
        .isThrownBy(() -> log.append(bytes("later")));
    assertThatExceptionOfType(LogFailedException.class).isThrownBy(() -> log.add(bytes("later")));
    assertThatExceptionOfType(LogFailedException.class).isThrownBy(log::close);
    assertThat(lost.hits()).isEqualTo(1);
    try (IoScheduler sound = IoScheduler.posix()) {
      assertThat(texts(recover(folder, sound))).startsWith("good");
    }
  }

  @Test
  void anInterruptEndsNoWaitAndIsKept() throws IOException {
    try (WriteAheadLog log = open(folder, scheduler)) {
      Thread.currentThread().interrupt();
      assertThat(log.append(bytes("one"))).isEqualTo(1);
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(texts(recover(folder, scheduler))).containsExactly("one");
  }

  @Test
  void aFullLogGoesOnInTheSegmentThatWasPreparedAhead() throws IOException {
    try (WriteAheadLog log = open(folder, scheduler)) {
      for (int i = 1; i <= 100; i++) {
        log.awaitSpareSegments();
        commit(log, "record " + i);
      }
      assertThat(log.stats().rolls()).isGreaterThan(5);
      assertThat(log.stats().rollsThatWaited()).isZero();
      for (Path each : segments()) {
        assertThat(each).hasSize(LogFixture.SEGMENT_BYTES);
      }
    }
    assertThat(texts(recover(folder, scheduler)))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 100).mapToObj(i -> "record " + i).toList());
  }

  @Test
  void releasedSegmentsAreUsedAgainAndTheirOldRecordsAreNotTakenForNewOnes() throws IOException {
    try (WriteAheadLog log = open(folder, scheduler)) {
      for (int i = 1; i <= 200; i++) {
        log.awaitSpareSegments();
        long lsn = commit(log, "record " + i);
        log.release(lsn);
      }
      log.awaitSpareSegments();
      assertThat(log.stats().recycled()).isGreaterThan(5);
    }
    assertThat(segments()).hasSizeLessThanOrEqualTo(4);
    List<Found> found = recover(folder, scheduler);
    long first = found.getFirst().lsn();
    assertThat(first).isBetween(150L, 200L);
    assertThat(found).hasSize((int) (200 - first + 1));
    assertThat(found.getLast().text()).isEqualTo("record 200");
    for (Found each : found) {
      assertThat(each.text()).isEqualTo("record " + each.lsn());
    }
  }

  /** Otherwise a crash now would leave no record from which the numbers go on. */
  @Test
  void aFullSegmentStaysUntilACommitBehindItIsDurable() throws Exception {
    try (WriteAheadLog log = open(folder, scheduler);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < COMMITS_OF_A_SEGMENT; i++) {
        commit(log, "in the first segment");
      }
      ActiveFault hold = holdCommits();
      Future<Long> next = threads.submit(() -> log.append(bytes("in the second segment")));
      awaitHeld(hold);
      log.awaitSpareSegments(); // so the third segment is none that comes back now
      log.release(log.durableLsn());
      hold.remove();
      next.get();
      for (int i = 0; i < COMMITS_OF_A_SEGMENT; i++) {
        commit(log, "in the second segment or the third");
      }
      assertThat(log.stats().rolls()).isEqualTo(2);
      log.awaitSpareSegments();
      assertThat(log.stats().recycled()).isZero();
      log.release(log.durableLsn());
    }
  }

  @Test
  void theLastDurableRecordIsNeverReleased() throws IOException {
    try (WriteAheadLog log = open(folder, scheduler)) {
      log.release(commit(log, "only"));
    }
    try (WriteAheadLog log = open(folder, scheduler)) {
      assertThat(log.append(bytes("next"))).isEqualTo(2);
    }
  }

  @Test
  void aSegmentOfAnotherSizeIsNotUsedAgainAsItIs() throws IOException {
    try (WriteAheadLog log = open(folder, scheduler)) {
      for (int i = 0; i < 40; i++) {
        commit(log, "small segments");
      }
    }
    LogOptions larger =
        LogFixture.options().withSizes(2 * LogFixture.SEGMENT_BYTES, LogFixture.COMMIT_BYTES);
    try (WriteAheadLog log = WriteAheadLog.open(folder, scheduler, larger, (_, _) -> {})) {
      for (int i = 0; i < 60; i++) {
        log.awaitSpareSegments();
        log.release(commit(log, "large segments"));
      }
      assertThat(log.stats().recycled()).isPositive();
    }
    List<Found> found = recover(folder, scheduler);
    assertThat(found.getLast().lsn()).isEqualTo(100);
  }

  @Test
  void whatCannotBeIsRefusedByNameAndValue() throws IOException {
    try (WriteAheadLog log = open(folder, scheduler)) {
      int most = log.mostPayloadBytes();
      log.append(MemorySegment.ofArray(new byte[most]));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> log.append(MemorySegment.ofArray(new byte[most + 1])))
          .withMessage(
              "payload has %d bytes; at most %d fit into a commit of 16384 bytes"
                  .formatted(most + 1, most));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> log.awaitDurable(2))
          .withMessage("lsn 2 is not within 1 and 1, the last record that was appended");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> log.release(2))
          .withMessage("lsn 2 is not within 0 and 1, the last durable record");
      MemorySegment payload;
      try (Arena arena = Arena.ofShared()) {
        payload = arena.allocate(8);
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> log.append(payload))
          .withMessageStartingWith("payload cannot be read by ");
      assertThat(log.append(bytes("the log is sound"))).isEqualTo(2);
    }
  }

  @Test
  void aLogThatIsOpenIsNotOpenedAgain() throws IOException {
    try (WriteAheadLog log = open(folder, scheduler)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> open(folder, scheduler))
          .withMessageContaining("is open in this process already");
      assertThat(log.append(bytes("one"))).isEqualTo(1);
    }
  }

  @Test
  void aLogNeedsAFolder() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> open(folder.resolve("none"), scheduler))
        .withMessageContaining("there is no such folder");
  }

  @Test
  void ifNoSegmentCanBePreparedTheLogFailsWhenItNeedsOne() throws IOException {
    WriteAheadLog log = open(folder, scheduler);
    log.awaitSpareSegments();
    Files.createDirectory(folder.resolve("segment-unfinished")); // nothing can be created there
    assertThatExceptionOfType(LogFailedException.class)
        .isThrownBy(() -> {
          for (int i = 0; i < 100; i++) {
            commit(log, "record " + i);
          }
        })
        .withMessageContaining("no segment could be prepared");
    long durable = log.durableLsn();
    assertThatExceptionOfType(LogFailedException.class).isThrownBy(log::close);
    Files.delete(folder.resolve("segment-unfinished"));
    assertThat(recover(folder, scheduler)).hasSize((int) durable);
  }
}
