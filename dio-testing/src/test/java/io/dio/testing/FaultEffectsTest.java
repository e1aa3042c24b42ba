// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoBatch;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.Ticket;
import io.dio.iosched.Verb;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.Advice;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Errors, cancellations and short transfers that rules inject, over each backend. */
final class FaultEffectsTest extends FaultRig {
  // ---- errors ----

  @ParameterizedTest
  @EnumSource
  void anErrorHasTheTypeOfTheKernelsAndNothingIsWritten(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      file.writeFully(memory(4096, 1), 0);
      ActiveFault fault = faults.inject(Fault.error(Errno.ENOSPC).on(Verb.WRITE));
      Ticket ticket = faults.submit(Op.write(file, memory(4096, 2), 0));
      assertThatThrownBy(ticket::await)
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("pwrite(")
          .hasMessageContaining("length=4096")
          .hasMessageContaining("ENOSPC");
      assertThat(Files.readAllBytes(file.path())).containsOnly(1);
      assertThat(fault.hits()).isEqualTo(1);
      assertThat(Ends.of(faults.submit(Op.read(file, memory(4096, 0), 0)))).containsExactly("4096");
      fault.remove();
      assertThat(Ends.of(faults.submit(Op.write(file, memory(4096, 2), 0))))
          .containsExactly("4096");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOpeningThatFailsCreatesNothing(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend)) {
      Path path = newPath();
      ActiveFault _ = faults.inject(Fault.error(Errno.ENOENT).on(Verb.OPEN).at(path));
      Ticket ticket = faults.submit(Op.open(path, WRITE, CREATE));
      assertThatThrownBy(ticket::await)
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining(path.toString());
      assertThatThrownBy(ticket::file).isInstanceOf(IllegalStateException.class);
      assertThat(path).doesNotExist();
      try (DioFile other = opened(faults, newPath())) {
        assertThat(other.path()).exists();
      }
    }
  }

  private static DioFile opened(IoScheduler scheduler, Path path) throws IOException {
    Ticket ticket = scheduler.submit(Op.open(path, WRITE, CREATE));
    long _ = ticket.await();
    return ticket.file();
  }

  @ParameterizedTest
  @EnumSource
  void anErrorHitsEveryKindOfOperationAndLeavesNoEffect(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      file.writeFully(memory(8192, 1), 0);
      Path target = newPath();
      ActiveFault fault = faults.inject(Fault.error(Errno.EIO));
      List<Op> ops =
          List.of(
              Op.allocate(file, 1 << 20),
              Op.truncate(file, 10),
              Op.punchHole(file, 0, 4096),
              Op.zeroRange(file, 0, 4096),
              Op.advise(file, 0, 0, Advice.WILL_NEED),
              Op.readv(file, List.of(memory(512, 0), memory(512, 0)), 0),
              Op.writev(file, List.of(memory(512, 9), memory(512, 9)), 0),
              Op.rename(file.path(), target),
              Op.unlink(file.path()),
              Op.syncDirectory(folder));
      for (Op op : ops) {
        assertThat(Ends.of(faults.submit(op))).as(op.toString()).containsExactly("EIO");
      }
      assertThat(Ends.of(faults.submit(Op.drain(file)))).containsExactly("0");
      assertThat(fault.hits()).isEqualTo(ops.size());
      assertThat(Files.readAllBytes(file.path())).hasSize(8192).containsOnly(1);
      assertThat(target).doesNotExist();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRenameThatFailsHasTheExceptionOfPaths(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault _ = faults.inject(Fault.error(Errno.EIO).on(Verb.RENAME));
      Ticket ticket = faults.submit(Op.rename(file.path(), newPath()));
      assertThatThrownBy(ticket::await)
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining(file.path().toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSyncThatFailsPoisonsItsFile(TestedBackend backend) throws Exception {
    DioFile file = newFile();
    try (FaultInjectingScheduler faults = over(backend)) {
      ActiveFault _ = faults.inject(Fault.error(Errno.EIO).on(Verb.DATA_SYNC).nth(2));
      assertThat(Ends.of(faults.submit(Op.dataSync(file)))).containsExactly("0");
      assertThat(Ends.of(faults.submit(Op.dataSync(file)))).containsExactly("EIO");
      for (Op later :
          List.of(Op.dataSync(file), Op.sync(file), Op.write(file, memory(512, 1), 0).durable())) {
        assertThatThrownBy(() -> faults.submit(later).await())
            .hasMessageContaining("earlier failure, written data may be lost");
      }
      assertThat(Ends.of(faults.submit(Op.write(file, memory(512, 1), 0)))).containsExactly("512");
    }
    assertThatThrownBy(file::close).hasMessageContaining("EIO");
  }

  @ParameterizedTest
  @EnumSource
  void aSyncThatWasNotTriedPoisonsNothing(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault _ = faults.inject(Fault.error(Errno.EINVAL).on(Verb.SYNC).times(1));
      assertThat(Ends.of(faults.submit(Op.sync(file)))).containsExactly("EINVAL");
      assertThat(Ends.of(faults.submit(Op.sync(file)))).containsExactly("0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDurableWriteThatFailsPoisonsAndAPoisonedFileKeepsItsFirstFailure(TestedBackend backend)
      throws Exception {
    DioFile file = newFile();
    try (FaultInjectingScheduler faults = over(backend)) {
      ActiveFault write = faults.inject(Fault.error(Errno.ENODATA).on(Verb.WRITE));
      ActiveFault _ = faults.inject(Fault.error(Errno.EIO).on(Verb.DATA_SYNC));
      assertThat(Ends.of(faults.submit(Op.write(file, memory(512, 1), 0))))
          .containsExactly("ENODATA");
      write.remove();
      try (DioFile other = newFile()) {
        ActiveFault durable = faults.inject(Fault.error(Errno.EDQUOT).at(file.path()));
        assertThat(Ends.of(faults.submit(Op.write(file, memory(512, 1), 0).durable())))
            .containsExactly("EDQUOT");
        durable.remove();
        assertThat(Ends.of(faults.submit(Op.dataSync(file)))).containsExactly("EDQUOT");
        assertThat(Ends.of(faults.submit(Op.sync(other)))).containsExactly("0");
      }
    }
    assertThatThrownBy(file::close).hasMessageContaining("EDQUOT");
  }

  @ParameterizedTest
  @EnumSource
  void aSlotIsPoisonedUntilTheNextOpening(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend)) {
      FileSlot slot = faults.fileSlots().getFirst();
      Path path = newPath();
      ActiveFault fault = faults.inject(Fault.error(Errno.EIO).on(Verb.SYNC).at(path).times(1));
      Op opening = Op.openInto(slot, path, WRITE, CREATE);
      assertThat(Ends.of(faults.submit(opening.link(Op.sync(slot))))).containsExactly("0", "EIO");
      assertThat(Ends.of(faults.submit(Op.dataSync(slot)))).containsExactly("EIO");
      assertThat(Ends.of(faults.submit(opening.link(Op.sync(slot))))).containsExactly("0", "0");
      assertThat(Ends.of(faults.submit(Op.close(slot)))).containsExactly("0");
      assertThat(fault.hits()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOpeningThatFailsLeavesTheOldFileInTheSlot(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend)) {
      FileSlot slot = faults.fileSlots().getFirst();
      Path path = newPath();
      Path other = newPath();
      ActiveFault _ = faults.inject(Fault.error(Errno.EMFILE).at(other));
      assertThat(Ends.of(faults.submit(Op.openInto(slot, path, WRITE, CREATE))))
          .containsExactly("0");
      Op chain = Op.openInto(slot, other, WRITE, CREATE).link(Op.write(slot, memory(512, 1), 0));
      assertThat(Ends.of(faults.submit(chain))).containsExactly("EMFILE", "ECANCELED");
      assertThat(other).doesNotExist();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClosingThatFailsHasClosedTheSlot(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend)) {
      FileSlot slot = faults.fileSlots().getFirst();
      Path path = newPath();
      ActiveFault _ = faults.inject(Fault.error(Errno.EIO).on(Verb.CLOSE));
      assertThat(Ends.of(faults.submit(Op.openInto(slot, path, WRITE, CREATE))))
          .containsExactly("0");
      assertThat(Ends.of(faults.submit(Op.close(slot)))).containsExactly("EIO");
      assertThat(Ends.of(faults.submit(Op.sync(slot)))).containsExactly("EBADF");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSyncOfADirectoryThatFailsIsNotTriedAgain(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend)) {
      ActiveFault fault = faults.inject(Fault.error(Errno.EIO).on(Verb.SYNC_DIRECTORY).times(1));
      assertThat(Ends.of(faults.submit(Op.syncDirectory(folder)))).containsExactly("EIO");
      assertThatThrownBy(() -> faults.submit(Op.syncDirectory(folder)).await())
          .hasMessageContaining("earlier failure");
      assertThat(fault.hits()).isEqualTo(1);
      DioFile.syncDirectory(folder);
    }
  }

  // ---- chains ----

  @ParameterizedTest
  @EnumSource
  void aFailureCancelsWhatIsSoftlyLinkedBehindIt(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault _ = faults.inject(Fault.error(Errno.EIO).inRange(4096, 4096).on(Verb.WRITE));
      Op chain =
          Op.write(file, memory(4096, 1), 0)
              .link(Op.write(file, memory(4096, 2), 4096))
              .link(Op.write(file, memory(4096, 3), 8192))
              .hardLink(Op.dataSync(file));
      assertThat(Ends.of(faults.submit(chain)))
          .containsExactly("4096", "EIO", "ECANCELED", "ECANCELED");
      assertThat(Files.readAllBytes(file.path())).hasSize(4096).containsOnly(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsHardLinkedBehindAFailureRuns(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault _ = faults.inject(Fault.error(Errno.EIO).inRange(0, 1));
      Op chain =
          Op.write(file, memory(4096, 1), 0)
              .hardLink(Op.write(file, memory(4096, 2), 4096))
              .link(Op.dataSync(file));
      assertThat(Ends.of(faults.submit(chain))).containsExactly("EIO", "4096", "0");
      assertThat(Files.size(file.path())).isEqualTo(8192);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCancellationReachesTheWholeRestOfTheChain(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault fault = faults.inject(Fault.cancel().inRange(0, 1));
      Op chain = Op.write(file, memory(4096, 1), 0).hardLink(Op.write(file, memory(4096, 2), 4096));
      assertThat(Ends.of(faults.submit(chain))).containsExactly("ECANCELED", "ECANCELED");
      assertThat(Files.size(file.path())).isZero();
      fault.remove();
      assertThat(Ends.of(faults.submit(chain))).containsExactly("4096", "4096");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChainThatFailsBeforeTheFaultKeepsItsOwnFailure(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault _ = faults.inject(Fault.error(Errno.EIO).on(Verb.DATA_SYNC));
      FileSlot empty = faults.fileSlots().getFirst();
      Op chain = Op.read(empty, memory(512, 0), 0).link(Op.dataSync(file));
      assertThat(Ends.of(faults.submit(chain))).containsExactly("EBADF", "ECANCELED");
      assertThat(Ends.of(faults.submit(Op.sync(file)))).containsExactly("0");
    }
  }

  // ---- short transfers ----

  @ParameterizedTest
  @EnumSource
  void aShortWriteWritesTheFirstBytesAndFails(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault fault = faults.inject(Fault.shortTransfer(1000).times(2));
      Ticket ticket = faults.submit(Op.write(file, memory(4096, 1), 0));
      assertThatThrownBy(ticket::await)
          .isInstanceOfSatisfying(
              ShortTransferException.class,
              failure -> {
                assertThat(failure.expected()).isEqualTo(4096);
                assertThat(failure.transferred()).isEqualTo(1000);
              });
      assertThat(ticket.bytesTransferred()).isEqualTo(1000);
      assertThat(Files.size(file.path())).isEqualTo(1000);
      Op vector = Op.writev(file, List.of(memory(700, 2), memory(700, 3)), 0).durable();
      assertThat(Ends.of(faults.submit(vector))).containsExactly("short 1000");
      assertThat(Ends.of(faults.submit(Op.write(file, memory(4096, 1), 0))))
          .containsExactly("4096");
      assertThat(Ends.of(faults.submit(Op.write(file, memory(800, 1), 0)))).containsExactly("800");
      assertThat(fault.hits()).isEqualTo(2);
      assertThat(faults.stats().shortTransfers()).isEqualTo(2);
      assertThat(faults.stats().failures()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aShortWriteOfADirectFileStopsWhereItIsAligned(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile(DirectMode.PREFERRED)) {
      ActiveFault _ = faults.inject(Fault.shortTransfer(4096 + 100));
      long reached = file.isDirect() ? 4096 : 4196;
      assertThat(Ends.of(faults.submit(Op.write(file, memory(16384, 1), 0))))
          .containsExactly("short " + reached);
      assertThat(Files.size(file.path())).isEqualTo(reached);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReadIsShortOnlyIfTheRuleNamesReads(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      file.writeFully(memory(4096, 1), 0);
      ActiveFault any = faults.inject(Fault.shortTransfer(10));
      assertThat(Ends.of(faults.submit(Op.read(file, memory(4096, 0), 0)))).containsExactly("4096");
      assertThat(any.hits()).isZero();
      ActiveFault reads = faults.inject(Fault.shortTransfer(10).on(Verb.READ));
      MemorySegment target = memory(4096, 0);
      Op chain = Op.read(file, target, 0).link(Op.dataSync(file));
      assertThat(Ends.of(faults.submit(chain))).containsExactly("10", "ECANCELED");
      assertThat(target.get(ValueLayout.JAVA_BYTE, 9)).isEqualTo((byte) 1);
      assertThat(target.get(ValueLayout.JAVA_BYTE, 10)).isZero();
      assertThat(reads.hits()).isEqualTo(1);
    }
  }

  // ---- the rest of the interface ----

  @ParameterizedTest
  @EnumSource
  void aBatchTellsWhichOfItsOperationsFailed(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault _ = faults.inject(Fault.error(Errno.EIO).nth(3));
      IoBatch batch = faults.newBatch(4);
      for (int i = 0; i < 4; i++) {
        batch.write(file, memory(512, 1), i * 512L);
      }
      batch.submit();
      assertThatThrownBy(batch::await).hasMessageContaining("EIO");
      for (int i = 0; i < 4; i++) {
        assertThat(batch.failure(i).isPresent()).isEqualTo(i == 2);
        assertThat(batch.bytesTransferred(i)).isEqualTo(i == 2 ? 0 : 512);
      }
      batch.submit();
      assertThat(batch.await()).isEqualTo(4 * 512);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGroupIsAcceptedAsAWholeOrNotAtAll(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault hold = faults.inject(Fault.hold());
      DioFile closed = newFile();
      Op onClosed = Op.write(closed, memory(512, 1), 0);
      closed.close();
      assertThatThrownBy(
              () -> faults.submitAll(List.of(Op.write(file, memory(512, 1), 0), onClosed)))
          .isInstanceOf(IllegalStateException.class);
      assertThat(Files.size(file.path())).isZero();
      hold.remove();
      assertThat(Ends.of(faults.submit(Op.drain(file)))).containsExactly("0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsAndWritesThatWaitAreHitToo(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault _ = faults.inject(Fault.error(Errno.EIO).nth(2));
      assertThat(faults.write(file, memory(512, 1), 0)).isEqualTo(512);
      assertThatThrownBy(() -> faults.read(file, memory(512, 0), 0)).hasMessageContaining("EIO");
      assertThat(faults.read(file, memory(512, 0), 0)).isEqualTo(512);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReplacementThatFailsLeavesTheOldFile(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend)) {
      Path path = newPath();
      Files.write(path, new byte[] {7});
      FileSlot slot = faults.fileSlots().getFirst();
      ActiveFault fault = faults.inject(Fault.error(Errno.EIO).on(Verb.DATA_SYNC));
      assertThatThrownBy(() -> faults.submit(Op.replaceFile(slot, path, memory(512, 1))).await())
          .hasMessageContaining("EIO");
      assertThat(Files.readAllBytes(path)).containsExactly(7);
      fault.remove();
      Ticket again = faults.submit(Op.replaceFile(slot, path, memory(512, 1)));
      assertThat(again.await()).isZero();
      assertThat(Files.size(path)).isEqualTo(512);
    }
  }

  @ParameterizedTest
  @EnumSource
  void injectedFailuresAreCounted(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      SchedulerStats before = faults.stats();
      ActiveFault _ = faults.inject(Fault.error(Errno.EIO).on(Verb.WRITE));
      assertThat(Ends.of(faults.submit(Op.write(file, memory(512, 1), 0)))).containsExactly("EIO");
      assertThat(faults.stats().operations()).isEqualTo(before.operations() + 1);
      assertThat(faults.stats().failures()).isEqualTo(before.failures() + 1);
      assertThat(faults.stats().bytesWritten()).isEqualTo(before.bytesWritten());
    }
  }

  /** The operation without effect in place of each of these fails by itself. */
  @ParameterizedTest
  @EnumSource
  void anInjectedFailureOfAnOperationOnNamesIsCountedOnce(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend)) {
      ActiveFault _ = faults.inject(Fault.error(Errno.EIO));
      FileSlot slot = faults.fileSlots().getFirst();
      for (Op op :
          List.of(
              Op.open(newPath(), WRITE, CREATE),
              Op.openInto(slot, newPath(), WRITE, CREATE),
              Op.rename(newPath(), newPath()),
              Op.unlink(newPath()),
              Op.syncDirectory(folder),
              Op.syncDirectory(folder))) { // the second one is refused
        SchedulerStats before = faults.stats();
        assertThat(Ends.of(faults.submit(op))).as(op.toString()).containsExactly("EIO");
        assertThat(faults.stats().failures() - before.failures()).as(op.toString()).isOne();
        assertThat(faults.stats().operations() - before.operations()).as(op.toString()).isOne();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepThatIsCancelledBeforeItsFaultCountsAsOneFailure(TestedBackend backend)
      throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault _ = faults.inject(Fault.error(Errno.EIO).on(Verb.SYNC));
      SchedulerStats before = faults.stats();
      Op chain = Op.rename(newPath(), newPath()).link(Op.sync(file));
      assertThat(Ends.of(faults.submit(chain))).containsExactly("ENOENT", "ECANCELED");
      assertThat(faults.stats().failures() - before.failures()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFirstRuleThatMatchesActs(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault first = faults.inject(Fault.error(Errno.EIO).after(1).times(2));
      ActiveFault second = faults.inject(Fault.error(Errno.ENOSPC).after(3));
      List<String> ends = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        ends.addAll(Ends.of(faults.submit(Op.write(file, memory(512, 1), 0))));
      }
      assertThat(ends).containsExactly("512", "EIO", "EIO", "512", "512", "ENOSPC");
      assertThat(faults.faults()).containsExactly(first, second);
    }
  }

  @Test
  void theSeedDecidesWhatAProbabilityHits() throws Exception {
    List<String> first = hits(5);
    assertThat(first).isEqualTo(hits(5)).isNotEqualTo(hits(6));
    assertThat(Collections.frequency(first, "EIO")).isBetween(60, 140);
  }

  private List<String> hits(long seed) throws IOException {
    List<String> ends = new ArrayList<>();
    try (DioFile file = newFile();
        FaultInjectingScheduler faults = FaultInjectingScheduler.over(IoScheduler.posix(), seed)) {
      ActiveFault _ = faults.inject(Fault.error(Errno.EIO).withProbability(0.5));
      for (int i = 0; i < 200; i++) {
        ends.addAll(Ends.of(faults.submit(Op.write(file, memory(512, 1), 0))));
      }
    }
    return ends;
  }

  /** Whatever a seed decides, every ticket ends, and nothing keeps files or memory. */
  @ParameterizedTest
  @EnumSource
  void everythingEndsUnderRandomFaults(TestedBackend backend) throws Exception {
    for (long seed = 0; seed < 5; seed++) {
      try (MmapPool pool = new MmapPool("random", 4096, 64);
          FaultInjectingScheduler faults = FaultInjectingScheduler.over(backend.open(), seed)) {
        ActiveFault fault = faults.inject(Fault.any().withProbability(0.3));
        DioFile file = newFile();
        FileSlot slot = faults.fileSlots().getFirst();
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          MmapBuffer buffer = pool.acquire();
          tickets.add(faults.submit(Op.write(file, buffer, i * 4096L).link(Op.dataSync(file))));
          tickets.add(
              faults.submit(
                  Op.openInto(slot, newPath(), WRITE, CREATE)
                      .link(Op.write(slot, buffer, 0))
                      .hardLink(Op.sync(slot))));
          buffer.release();
          tickets.add(faults.submit(i % 10 == 0 ? Op.drain(file) : Op.barrierSync(file)));
          if (i % 16 == 15) {
            tickets.forEach(Ends::of);
          }
        }
        tickets.forEach(ticket -> assertThat(Ends.of(ticket)).isNotEmpty());
        assertThat(fault.hits()).isGreaterThan(50);
        assertThat(pool.outstanding()).isZero();
        closeQuietly(file);
      }
    }
  }

  @SuppressWarnings("EmptyCatch") // a failed sync may have poisoned the file
  private static void closeQuietly(DioFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // the file is closed all the same
    }
  }
}
