// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.iosched.Verb;
import io.dio.sys.DioFile;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A loss of power keeps, loses and tears the bytes of files. The disk refuses what it cannot do.
 */
final class SimulatedDiskTest extends SimulatedDiskRig {
  // ---- bytes ----

  @ParameterizedTest
  @EnumSource
  void aWriteThatWasNotSyncedIsKeptLostOrTornBySectors(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(2 * PAGE, 1), 0).link(Op.dataSync(file)));
    run(scheduler, Op.write(file, memory(2 * PAGE, 2), 0));
    List<String> outcomes = outcomes("file");
    assertThat(outcomes).contains("8192*1", "8192*2").allMatch(SimulatedDiskTest::hasWholeSectors);
    assertThat(outcomes.stream().distinct()).hasSizeGreaterThan(6);
  }

  private static boolean hasWholeSectors(String contents) {
    int byteSize = 0;
    for (String run : contents.split(" ", -1)) {
      int length = Integer.parseInt(run.substring(0, run.indexOf('*')));
      if (length % 512 != 0) {
        return false;
      }
      byteSize += length;
    }
    return byteSize == 8192;
  }

  @ParameterizedTest
  @EnumSource
  void aLaterWriteCanSurviveWithoutAnEarlierOne(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(2 * PAGE, 1), 0).link(Op.dataSync(file)));
    run(scheduler, Op.write(file, memory(512, 2), 0));
    run(scheduler, Op.write(file, memory(512, 3), PAGE));
    assertThat(outcomes("file")).contains("4096*1 512*3 3584*1", "512*2 7680*1");
  }

  @ParameterizedTest
  @EnumSource
  void eachOfSeveralVersionsOfASectorMayBeTheOneThatSurvives(TestedBackend backend)
      throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.allocate(file, 512).link(Op.sync(file)));
    for (int version = 1; version <= 3; version++) {
      run(scheduler, Op.write(file, memory(512, version), 0));
    }
    assertThat(outcomes("file")).containsOnly("512*0", "512*1", "512*2", "512*3");
  }

  @ParameterizedTest
  @EnumSource
  void whatWasSyncedSurvives(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    DioFile chained = named("chained");
    DioFile durable = named("durable");
    DioFile barrier = named("barrier");
    DioFile blocking = named("blocking");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0));
    run(scheduler, Op.dataSync(file));
    run(
        scheduler,
        Op.writev(chained, List.of(memory(512, 1), memory(512, 1)), 0).link(Op.sync(chained)));
    run(scheduler, Op.write(durable, memory(PAGE, 1), 0).durable());
    Ticket _ = scheduler.submit(Op.write(barrier, memory(PAGE, 1), 0));
    run(scheduler, Op.barrierSync(barrier));
    run(scheduler, Op.write(blocking, memory(PAGE, 1), 0));
    blocking.dataSync();
    assertThat(outcomes("file")).containsOnly("4096*1");
    assertThat(outcomes("chained")).containsOnly("1024*1");
    assertThat(outcomes("durable")).containsOnly("4096*1");
    assertThat(outcomes("barrier")).containsOnly("4096*1");
    assertThat(outcomes("blocking")).containsOnly("4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void writesOfAFileThatIsOpenForDurableWritesSurvive(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = open("file", DSYNC);
    FileSlot slot = scheduler.fileSlots().getFirst();
    Op opening = Op.openInto(slot, disk.root().resolve("slot"), WRITE, CREATE, DSYNC);
    run(scheduler, opening.link(Op.syncDirectory(disk.root())));
    run(scheduler, Op.write(file, memory(PAGE, 1), 0));
    file.writeFully(memory(PAGE, 1), PAGE);
    run(scheduler, Op.write(slot, memory(PAGE, 1), 0));
    assertThat(outcomes("file")).containsOnly("8192*1");
    assertThat(outcomes("slot")).containsOnly("4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aDurableWriteMakesNoOtherWriteDurable(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(2 * PAGE, 1), 0).link(Op.dataSync(file)));
    run(scheduler, Op.write(file, memory(PAGE, 2), 0));
    run(scheduler, Op.write(file, memory(PAGE, 2), PAGE).durable());
    assertThat(outcomes("file"))
        .contains("4096*1 4096*2", "8192*2")
        .allMatch(contents -> contents.endsWith(" 4096*2") || contents.endsWith("*2"))
        .noneMatch(contents -> contents.endsWith("*1"));
  }

  @ParameterizedTest
  @EnumSource
  void aSyncThatWasSubmittedBeforeTheWriteHadCompletedDoesNotCoverIt(TestedBackend backend)
      throws Exception {
    FaultInjectingScheduler faults = FaultInjectingScheduler.over(backend.open());
    IoScheduler scheduler = over(faults);
    DioFile file = named("file");
    run(scheduler, Op.allocate(file, PAGE).link(Op.sync(file)));
    ActiveFault hold = faults.inject(Fault.hold().on(Verb.WRITE));
    Ticket write = scheduler.submit(Op.write(file, memory(PAGE, 1), 0));
    hold.awaitHeld(1, Duration.ofSeconds(30));
    run(scheduler, Op.dataSync(file));
    hold.release();
    assertThat(write.await()).isEqualTo(PAGE);
    assertThat(outcomes("file")).contains("4096*0", "4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aSyncDoesNotCoverAWriteThatWasSubmittedAfterIt(TestedBackend backend) throws Exception {
    FaultInjectingScheduler faults = FaultInjectingScheduler.over(backend.open());
    IoScheduler scheduler = over(faults);
    DioFile file = named("file");
    run(scheduler, Op.allocate(file, PAGE).link(Op.sync(file)));
    ActiveFault hold = faults.inject(Fault.hold().on(Verb.DATA_SYNC));
    Ticket sync = scheduler.submit(Op.dataSync(file));
    hold.awaitHeld(1, Duration.ofSeconds(30));
    run(scheduler, Op.write(file, memory(PAGE, 1), 0));
    hold.release();
    assertThat(sync.await()).isZero();
    assertThat(outcomes("file")).contains("4096*0", "4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aWriteBackOfARangeMakesNothingDurable(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.syncRange(file, 0, PAGE)));
    assertThat(outcomes("file")).contains("", "4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aFailedSyncLosesWhatALaterOneDoesNotBringBack(TestedBackend backend) throws Exception {
    FaultInjectingScheduler faults = FaultInjectingScheduler.over(backend.open());
    IoScheduler scheduler = over(faults);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.dataSync(file)));
    ActiveFault failure = faults.inject(Fault.error(Errno.EIO).on(Verb.DATA_SYNC));
    run(scheduler, Op.write(file, memory(PAGE, 2), 0));
    assertThat(Ends.of(scheduler.submit(Op.dataSync(file)))).containsExactly("EIO");
    failure.remove();
    DioFile again = open("file");
    run(scheduler, Op.write(again, memory(PAGE, 3), PAGE).link(Op.dataSync(again)));
    assertThat(outcomes("file"))
        .contains("4096*1 4096*3", "4096*2 4096*3")
        .allMatch(contents -> contents.endsWith(" 4096*3"));
  }

  @ParameterizedTest
  @EnumSource
  void aSyncAfterAFailedOneCoversWhatIsWrittenAgain(TestedBackend backend) throws Exception {
    FaultInjectingScheduler faults = FaultInjectingScheduler.over(backend.open());
    IoScheduler scheduler = over(faults);
    DioFile file = named("file");
    ActiveFault _ = faults.inject(Fault.error(Errno.EIO).on(Verb.DATA_SYNC).times(1));
    run(scheduler, Op.write(file, memory(PAGE, 2), 0));
    assertThat(Ends.of(scheduler.submit(Op.dataSync(file)))).containsExactly("EIO");
    DioFile again = open("file");
    run(scheduler, Op.write(again, memory(PAGE, 3), 0).link(Op.dataSync(again)));
    assertThat(outcomes("file")).containsOnly("4096*3");
  }

  @ParameterizedTest
  @EnumSource
  void aSizeMaySurviveWithoutItsBytes(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0));
    assertThat(outcomes("file")).contains("", "4096*0", "4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aTruncationThatWasNotSyncedMayBeUndone(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.dataSync(file)));
    run(scheduler, Op.truncate(file, 100));
    assertThat(outcomes("file")).containsOnly("4096*1", "100*1");
  }

  @ParameterizedTest
  @EnumSource
  void aTruncationThatWasSyncedStays(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0));
    run(scheduler, Op.truncate(file, 100).link(Op.sync(file)));
    DioFile blocking = named("blocking");
    blocking.writeFully(memory(PAGE, 1), 0);
    blocking.truncate(100);
    blocking.sync();
    assertThat(outcomes("file")).containsOnly("100*1");
    assertThat(outcomes("blocking")).containsOnly("100*1");
  }

  @ParameterizedTest
  @EnumSource
  void aHoleThatWasNotSyncedMayBeUndone(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.dataSync(file)));
    run(scheduler, Op.punchHole(file, 0, PAGE));
    assertThat(outcomes("file")).contains("4096*1", "4096*0");
  }

  // ---- refusals ----

  @Test
  void filesElsewhereAreRefused() throws Exception {
    IoScheduler scheduler = over(TestedBackend.INLINE);
    try (SimulatedDisk other = SimulatedDisk.create();
        DioFile file = DioFile.open(other.root().resolve("file"), WRITE, CREATE)) {
      assertThatThrownBy(() -> scheduler.submit(Op.write(file, memory(10, 1), 0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not on this disk");
      for (Op op :
          List.of(
              Op.open(file.path(), WRITE),
              Op.unlink(file.path()),
              Op.rename(disk.root().resolve("a"), file.path()),
              Op.syncDirectory(other.root()))) {
        assertThatThrownBy(() -> scheduler.submit(op))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("is not on this disk");
      }
      assertThatThrownBy(() -> scheduler.submitAll(List.of(Op.sync(file))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(Files.size(file.path())).isZero();
    }
  }

  @Test
  void aClosedDiskIsRefused() throws Exception {
    IoScheduler scheduler = over(TestedBackend.INLINE);
    DioFile file = named("file");
    disk.close();
    assertThatThrownBy(() -> disk.crash(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the disk is closed");
    assertThatThrownBy(() -> scheduler.submit(Op.sync(file)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> disk.over(null)).isInstanceOf(NullPointerException.class);
    assertThat(disk).hasToString("SimulatedDisk[" + disk.root() + "]");
  }
}
