// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import static io.dio.bench.log.LogFixture.BLOCK_BYTES;
import static io.dio.bench.log.LogFixture.SEGMENT_BYTES;
import static io.dio.bench.log.LogFixture.bytes;
import static io.dio.bench.log.LogFixture.commit;
import static io.dio.bench.log.LogFixture.flip;
import static io.dio.bench.log.LogFixture.open;
import static io.dio.bench.log.LogFixture.recover;
import static io.dio.bench.log.LogFixture.segment;
import static io.dio.bench.log.LogFixture.spots;
import static io.dio.bench.log.LogFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dio.bench.log.LogFixture.Found;
import io.dio.bench.log.LogFixture.Spot;
import io.dio.iosched.IoScheduler;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecoveryTest {
  /** The last commit of {@link #writeTwoCommits}: 600 bytes in one block, and then two blocks. */
  private static final String LONG = "y".repeat(BLOCK_BYTES);

  private static final int PROGRAMS = 60;

  @TempDir private Path folder;
  private final IoScheduler scheduler = IoScheduler.posix();

  @AfterEach
  void closeScheduler() {
    scheduler.close();
  }

  /** {@return the records of the last commit, which are 2 to 4} */
  private List<Spot> writeTwoCommits() throws IOException {
    try (WriteAheadLog log = open(folder, scheduler)) {
      commit(log, "first");
      commit(log, "x".repeat(600), LONG, "short");
    }
    List<Spot> all = spots(folder, 1, 1);
    assertThat(all).hasSize(4);
    assertThat(all.get(2).end()).isGreaterThan(3 * BLOCK_BYTES);
    return all.subList(1, 4);
  }

  private byte[] image() throws IOException {
    return Files.readAllBytes(segment(folder, 1));
  }

  private void restore(byte[] image) throws IOException {
    Files.write(segment(folder, 1), image);
  }

  /** Which records are there after a byte of the last commit was damaged. */
  private static long[] wholeBefore(List<Spot> last, long offset) {
    long whole = 1;
    for (Spot each : last) {
      if (offset >= each.offset() && offset < each.end()) {
        break;
      }
      whole++;
    }
    return LongStream.rangeClosed(1, whole).toArray();
  }

  @Test
  void aByteOfTheLastCommitThatChangedEndsTheLogBeforeItsRecord() throws IOException {
    List<Spot> last = writeTwoCommits();
    byte[] image = image();
    for (long at = last.getFirst().offset(); at < last.getLast().end(); at += 61) {
      if (isFiller(last, at)) {
        continue;
      }
      restore(image);
      flip(folder, 1, at);
      List<Found> found = recover(folder, scheduler);
      assertThat(found.stream().mapToLong(Found::lsn).toArray())
          .as("byte " + at)
          .isEqualTo(wholeBefore(last, at));
    }
  }

  /** {@return whether a byte is one of those that fill a record up to a multiple of 8} */
  private static boolean isFiller(List<Spot> last, long at) {
    return at >= last.getLast().end() - 3; // "short" has 5 bytes
  }

  @Test
  void everyByteOfAHeaderAndOfAShortPayloadIsGuarded() throws IOException {
    List<Spot> last = writeTwoCommits();
    byte[] image = image();
    Spot shortRecord = last.getLast();
    for (long at = shortRecord.offset(); at < shortRecord.end() - 3; at++) {
      restore(image);
      flip(folder, 1, at);
      assertThat(recover(folder, scheduler)).as("byte " + at).hasSize(3);
    }
  }

  @Test
  void aLastCommitThatWasCutAtAnySectorLosesOnlyItsOwnRecords() throws IOException {
    List<Spot> last = writeTwoCommits();
    byte[] image = image();
    for (long cut = last.getFirst().offset(); cut < last.getLast().end(); cut += 512) {
      byte[] torn = image.clone();
      Arrays.fill(torn, (int) cut, SEGMENT_BYTES, (byte) 0);
      restore(torn);
      List<Found> found = recover(folder, scheduler);
      assertThat(found.stream().mapToLong(Found::lsn).toArray())
          .as("cut at " + cut)
          .isEqualTo(wholeBefore(last, cut));
    }
  }

  @Test
  void theReportSaysThatARecordWasBegun() throws IOException {
    List<Spot> last = writeTwoCommits();
    flip(folder, 1, last.get(1).end() - 1);
    try (WriteAheadLog log = open(folder, scheduler)) {
      RecoveryReport report = log.recovered();
      assertThat(report.torn()).isTrue();
      assertThat(report.lastLsn()).isEqualTo(2);
      assertThat(report.endOffset()).isEqualTo(last.get(1).offset());
      assertThat(report.file()).isEqualTo(segment(folder, 1));
      assertThat(report.reason()).isEqualTo("record 3 was begun and is not whole");
    }
    try (WriteAheadLog log = open(folder, scheduler)) {
      assertThat(log.recovered().torn()).as("the end was cleared").isFalse();
    }
  }

  /** The later record of the torn commit is whole, and has the number that comes after the next. */
  @Test
  void whatATornCommitLeftIsNotTakenForARecordLater() throws IOException {
    List<Spot> last = writeTwoCommits();
    flip(folder, 1, last.getFirst().end() - 1); // so 2 is lost, 3 and 4 are whole
    try (WriteAheadLog log = open(folder, scheduler)) {
      assertThat(log.recovered().lastLsn()).isEqualTo(1);
      commit(log, "x".repeat(600)); // as long as the record that was lost
    }
    assertThat(recover(folder, scheduler).stream().map(Found::lsn)).containsExactly(1L, 2L);
    byte[] behind = image();
    assertThat(Arrays.copyOfRange(behind, 3 * BLOCK_BYTES, SEGMENT_BYTES)).containsOnly(0);
  }

  @Test
  void damageBeforeAWholeCommitIsReportedAndNothingIsChanged() throws IOException {
    try (WriteAheadLog log = open(folder, scheduler)) {
      commit(log, "one");
      commit(log, "two");
      commit(log, "three");
    }
    Spot two = spots(folder, 1, 1).get(1);
    flip(folder, 1, two.offset() + RecordFormat.HEADER_BYTES);
    byte[] damaged = image();
    assertThatExceptionOfType(LogCorruptedException.class)
        .isThrownBy(() -> recover(folder, scheduler))
        .withMessageContaining("record 2 is not whole, and a whole commit is at 12288")
        .satisfies(e -> assertThat(e.file()).isEqualTo(segment(folder, 1)));
    assertThat(image()).isEqualTo(damaged);
  }

  private void fillTwoSegments() throws IOException {
    try (WriteAheadLog log = open(folder, scheduler)) {
      for (int i = 1; i <= 30; i++) {
        commit(log, "record " + i);
        log.awaitSpareSegments();
      }
      assertThat(log.stats().rolls()).isEqualTo(2);
    }
  }

  @Test
  void damageAtTheEndOfASegmentIsReportedIfTheNextSegmentGoesOn() throws IOException {
    fillTwoSegments();
    Spot lastOfFirst = spots(folder, 1, 1).getLast();
    flip(folder, 1, lastOfFirst.offset());
    assertThatExceptionOfType(LogCorruptedException.class)
        .isThrownBy(() -> recover(folder, scheduler))
        .withMessageContaining("record " + lastOfFirst.lsn() + " is not whole");
  }

  @Test
  void damageAtTheStartOfASegmentIsReportedIfItGoesOn() throws IOException {
    fillTwoSegments();
    flip(folder, 2, BLOCK_BYTES);
    assertThatExceptionOfType(LogCorruptedException.class)
        .isThrownBy(() -> recover(folder, scheduler))
        .withMessageContaining(segment(folder, 2) + ", offset 4096: record");
  }

  @Test
  void aSegmentWhoseFirstCommitIsTornIsNotPartOfTheLog() throws IOException {
    fillTwoSegments();
    long firstOfThird = spots(folder, 3, SegmentScan.ANY).getFirst().lsn();
    byte[] third = Files.readAllBytes(segment(folder, 3));
    Arrays.fill(third, BLOCK_BYTES + 512, third.length, (byte) 0);
    third[BLOCK_BYTES + RecordFormat.HEADER_BYTES] ^= 1;
    Files.write(segment(folder, 3), third);
    try (WriteAheadLog log = open(folder, scheduler)) {
      assertThat(log.recovered().lastLsn()).isEqualTo(firstOfThird - 1);
      assertThat(log.recovered().torn()).isTrue();
      commit(log, "again");
    }
    assertThat(recover(folder, scheduler)).hasSize((int) firstOfThird);
  }

  @Test
  void aMissingSegmentIsReported() throws IOException {
    fillTwoSegments();
    Files.delete(segment(folder, 2));
    assertThatExceptionOfType(LogCorruptedException.class)
        .isThrownBy(() -> recover(folder, scheduler))
        .withMessageContaining(segment(folder, 2) + ", offset 0: the segment is missing");
  }

  static Stream<Arguments> headerDamages() {
    return Stream.of(
        Arguments.of(0, "this is no segment of a log"),
        Arguments.of(8, "the header of the segment has a wrong checksum"),
        Arguments.of(SegmentHeader.BYTES - 1, "the header of the segment has a wrong checksum"));
  }

  @ParameterizedTest
  @MethodSource("headerDamages")
  void aDamagedHeaderIsReported(long offset, String message) throws IOException {
    writeTwoCommits();
    flip(folder, 1, offset);
    assertThatExceptionOfType(LogCorruptedException.class)
        .isThrownBy(() -> recover(folder, scheduler))
        .withMessageEndingWith(message);
  }

  @Test
  void aSegmentUnderAnotherNameAndOneThatIsCutAreReported() throws IOException {
    writeTwoCommits();
    Files.copy(segment(folder, 1), segment(folder, 3));
    Files.delete(segment(folder, 2));
    Files.move(segment(folder, 3), segment(folder, 2));
    assertThatExceptionOfType(LogCorruptedException.class)
        .isThrownBy(() -> recover(folder, scheduler))
        .withMessageContaining("the name says segment 2, the header 1");
    Files.delete(segment(folder, 2));
    for (int byteSize : new int[] {SEGMENT_BYTES / 2, BLOCK_BYTES + 700, 0}) {
      Files.write(segment(folder, 1), Arrays.copyOf(image(), byteSize));
      assertThatExceptionOfType(LogCorruptedException.class)
          .isThrownBy(() -> recover(folder, scheduler))
          .withMessageContaining("offset %d: the file ends here".formatted(byteSize));
    }
  }

  @Test
  void aSegmentOfAnotherLogIsReported(@TempDir Path other) throws IOException {
    writeTwoCommits();
    try (WriteAheadLog log = open(other, scheduler)) {
      log.awaitSpareSegments();
    }
    Files.delete(segment(folder, 2));
    Files.copy(segment(other, 2), segment(folder, 2));
    assertThatExceptionOfType(LogCorruptedException.class)
        .isThrownBy(() -> recover(folder, scheduler))
        .withMessageContaining("belongs to another log");
  }

  @Test
  void anUnfinishedSegmentIsIgnored() throws IOException {
    writeTwoCommits();
    Files.writeString(folder.resolve("segment-unfinished"), "half of a segment");
    assertThat(recover(folder, scheduler)).hasSize(4);
  }

  @Test
  void aRecordWhoseCopyFailedIsSkippedAndItsNumberStaysUnused() throws IOException {
    // The copy cannot be made to fail from outside, so the record is sealed as fill() seals it.
    writeTwoCommits();
    Spot last = spots(folder, 1, 1).getLast();
    byte[] image = image();
    MemorySegment memory =
        MemorySegment.ofBuffer(ByteBuffer.allocateDirect(SEGMENT_BYTES).put(image).flip());
    SegmentHeader header = SegmentHeader.read(memory, folder, 1);
    new RecordFormat()
        .seal(
            memory.asSlice(last.offset(), last.end() - last.offset()),
            5,
            true,
            last.lsn(),
            2,
            header.logId(),
            1,
            last.offset());
    restore(memory.toArray(ValueLayout.JAVA_BYTE));
    assertThat(recover(folder, scheduler)).hasSize(3);
    try (WriteAheadLog log = open(folder, scheduler)) {
      assertThat(log.append(bytes("next"))).isEqualTo(5);
    }
  }

  @Test
  void aConsumerThatFailsEndsTheRecoveryAndTheLogCanBeOpenedAgain() throws IOException {
    writeTwoCommits();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() ->
            WriteAheadLog.open(
                folder,
                scheduler,
                LogFixture.options(),
                (_, _) -> {
                  throw new IOException("cannot replay");
                }))
        .withMessage("cannot replay");
    assertThat(recover(folder, scheduler)).hasSize(4);
  }

  // ---- random programs ----

  static IntStream seeds() {
    return IntStream.range(0, PROGRAMS);
  }

  /**
   * Random commits, then sectors of the last commit that did not reach the disk, or one byte
   * anywhere that changed. What is found is a prefix that has everything before the last commit, or
   * the damage is reported.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void aRandomLogWithRandomDamageIsAPrefixOrReported(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> written = new ArrayList<>();
    long lastCommit = writeRandomly(random, written);
    List<Spot> all = allSpots();
    boolean torn = random.nextBoolean();
    Spot damaged = torn ? tear(random, all, lastCommit) : flipOne(random, all);
    boolean inLastCommit = damaged.lsn() >= lastCommit;
    if (!inLastCommit) {
      assertThatExceptionOfType(LogCorruptedException.class)
          .as("seed " + seed)
          .isThrownBy(() -> recover(folder, scheduler));
      return;
    }
    List<Found> found = recover(folder, scheduler);
    assertThat(texts(found))
        .as("seed " + seed)
        .isEqualTo(written.subList(0, (int) damaged.lsn() - 1));
    try (WriteAheadLog log = open(folder, scheduler)) {
      assertThat(commit(log, "next")).isEqualTo(damaged.lsn());
    }
    assertThat(recover(folder, scheduler)).hasSize((int) damaged.lsn());
  }

  /** {@return the first record of the last commit} */
  private long writeRandomly(SplittableRandom random, List<String> written) throws IOException {
    long lastCommit = 0;
    try (WriteAheadLog log = open(folder, scheduler)) {
      int commits = 1 + random.nextInt(25);
      for (int i = 0; i < commits; i++) {
        lastCommit = written.size() + 1L;
        int records = 1 + random.nextInt(5);
        String[] batch = new String[records];
        for (int j = 0; j < records; j++) {
          batch[j] = random.nextInt(1000) + "z".repeat(1 + random.nextInt(3000));
          written.add(batch[j]);
        }
        commit(log, batch);
      }
    }
    return lastCommit;
  }

  private List<Spot> allSpots() throws IOException {
    List<Spot> all = new ArrayList<>();
    for (long id = 1; Files.exists(segment(folder, id)); id++) {
      all.addAll(spots(folder, id, all.isEmpty() ? 1 : all.getLast().lsn() + 1));
    }
    return all;
  }

  /** Some sectors of the last commit keep what was there before. {@return the first one damaged} */
  private Spot tear(SplittableRandom random, List<Spot> all, long lastCommit) throws IOException {
    List<Spot> last = all.stream().filter(each -> each.lsn() >= lastCommit).toList();
    Path file = segment(folder, last.getFirst().segment());
    byte[] image = Files.readAllBytes(file);
    long victim = last.get(random.nextInt(last.size())).offset();
    Spot first = null;
    for (long sector = last.getFirst().offset(); sector < last.getLast().end(); sector += 512) {
      boolean holdsVictim = victim >= sector && victim < sector + 512;
      if (holdsVictim || random.nextInt(4) == 0) {
        Arrays.fill(image, (int) sector, (int) sector + 512, (byte) 0);
        long from = sector;
        Spot hit =
            last.stream()
                .filter(each -> each.end() > from + 3 && each.offset() < from + 512)
                .findFirst()
                .orElse(null);
        first = first == null || (hit != null && hit.lsn() < first.lsn()) ? hit : first;
      }
    }
    Files.write(file, image);
    return first;
  }

  private Spot flipOne(SplittableRandom random, List<Spot> all) throws IOException {
    Spot spot = all.get(random.nextInt(all.size()));
    long guarded = spot.end() - RecordFormat.ALIGNMENT - spot.offset();
    flip(folder, spot.segment(), spot.offset() + random.nextLong(guarded));
    return spot;
  }
}
