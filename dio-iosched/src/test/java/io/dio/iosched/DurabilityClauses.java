// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.testing.FailingDevice;
import io.dio.iosched.testing.SealedFile;
import io.dio.iosched.testing.StuckDevice;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Durable writes, commit points, and the consequences when one of them fails. */
interface DurabilityClauses extends BackendContract {

  private DioFile fileToFreeze() throws IOException {
    return open(frozen().root().resolve(newPath().getFileName()), FileKind.BUFFERED.newFile());
  }

  private DioFile openDevice(FailingDevice device) throws IOException {
    return open(device.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Waits until the kernel has something of the scheduler's. */
  private void untilSomethingIsInFlight() {
    while (scheduler().stats().inFlight() == 0) {
      Thread.onSpinWait();
    }
  }

  private Background<List<String>> inBackground(Op op) {
    return Background.call(() -> Results.of(scheduler().submit(op)));
  }

  // ---- durable ----

  @ParameterizedTest
  @EnumSource
  default void aDurableWriteWritesAsAnyOther(FileKind kind) throws Exception {
    DioFile file = newFile(kind);
    MemorySegment source = memory(8192, 1);
    assertThat(scheduler().submit(Op.write(file, source, 0).durable()).await()).isEqualTo(8192);
    List<MemorySegment> pieces = List.of(source.asSlice(0, 4096), source.asSlice(4096));
    assertThat(scheduler().submit(Op.writev(file, pieces, 8192).durable()).await()).isEqualTo(8192);
    Bytes.assertInFile(file, 0, 8192, 1);
    Bytes.assertInFile(file, 8192, 8192, 1);
    Op cut = Op.write(newFile(FileKind.BUFFERED), memoryCutAt(4096, 16384, 1), 4096).durable();
    assertThat(Results.of(scheduler().submit(cut))).containsExactly("short 4096");
  }

  /**
   * The page cache accepts the bytes, but the device does not. So a write that succeeds was not
   * durable.
   */
  @Test
  default void aDurableWriteIsDoneWhenItsBytesAreOnTheDevice() throws Exception {
    try (FailingDevice device = FailingDevice.create()) {
      DioFile file = openDevice(device);
      assertThat(Results.of(scheduler().submit(Op.write(file, memory(4096, 1), 0))))
          .containsExactly("4096");
      Ticket ticket = scheduler().submit(Op.write(file, memory(65536, 2), 65536).durable());
      ErrnoException failure = catchThrowableOfType(ErrnoException.class, ticket::await);
      assertThat(failure.errno()).isEqualTo(Errno.EIO);
      assertThat(failure).hasMessageContaining("length=65536, offset=65536");
      assertThatThrownBy(file::close).hasMessageContaining("EIO");
    }
    try (FailingDevice device = FailingDevice.create()) {
      DioFile file = openDevice(device);
      List<MemorySegment> pieces = List.of(memory(512, 1), memory(65536, 2));
      assertThat(Results.of(scheduler().submit(Op.writev(file, pieces, 0).durable())))
          .containsExactly("EIO");
      assertThatThrownBy(file::close).hasMessageContaining("EIO");
    }
  }

  @Test
  default void whatIsNotASingleWriteCannotBeDurable() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    Op write = Op.write(file, memory(10), 0);
    for (Op op :
        List.of(
            Op.read(file, memory(10), 0),
            Op.readv(file, List.of(memory(10)), 0),
            Op.sync(file),
            Op.barrierSync(file),
            Op.drain(file),
            Op.allocate(file, 10),
            write.link(write))) {
      assertThatIllegalArgumentException().isThrownBy(op::durable);
    }
    assertThat(scheduler().submit(write.durable().durable()).await()).isEqualTo(10);
  }

  // ---- poison ----

  private void assertPoisoned(DioFile file) throws Exception {
    for (Op op :
        List.of(
            Op.sync(file),
            Op.dataSync(file),
            Op.barrierSync(file),
            Op.write(file, memory(4096), 0).durable(),
            Op.writev(file, List.of(memory(4096)), 0).durable())) {
      Ticket ticket = scheduler().submit(op);
      ErrnoException refusal = catchThrowableOfType(ErrnoException.class, ticket::await);
      assertThat(refusal.errno()).as(op.toString()).isEqualTo(Errno.EIO);
      assertThat(refusal)
          .hasMessageContaining("earlier failure, written data may be lost")
          .hasMessageContaining("not issued")
          .hasCauseInstanceOf(ErrnoException.class);
      assertThat(ticket.bytesTransferred()).isZero();
    }
    // An operation that did not ask for durability does not report the loss.
    assertThat(scheduler().submit(Op.write(file, memory(4096), 0)).await()).isEqualTo(4096);
    assertThat(scheduler().submit(Op.read(file, memory(4096), 0)).await()).isEqualTo(4096);
    assertThat(scheduler().submit(Op.drain(file)).await()).isZero();
    assertThatThrownBy(file::sync).hasMessageContaining("not issued");
    assertThatThrownBy(file::close).hasMessageContaining("EIO");
  }

  @Test
  default void aDurableWriteThatFailsPoisonsTheFile() throws Exception {
    try (FailingDevice device = FailingDevice.create()) {
      DioFile file = openDevice(device);
      assertThat(Results.of(scheduler().submit(Op.write(file, memory(65536), 0).durable())))
          .containsExactly("EIO");
      assertPoisoned(file);
    }
  }

  @Test
  default void aBarrierSyncThatFailsPoisonsTheFile() throws Exception {
    try (FailingDevice device = FailingDevice.create()) {
      DioFile file = openDevice(device);
      List<Ticket> tickets =
          scheduler().submitAll(List.of(Op.write(file, memory(65536), 0), Op.barrierSync(file)));
      assertThat(Results.of(tickets.getFirst())).containsExactly("65536");
      ErrnoException lost = catchThrowableOfType(ErrnoException.class, tickets.getLast()::await);
      assertThat(lost.call()).isEqualTo("fdatasync");
      assertThat(lost.errno()).isEqualTo(Errno.EIO);
      assertPoisoned(file);
    }
  }

  @Test
  default void aFailedSyncPoisonsTheFileForAllSchedulersAndOtherFilesNot() throws Exception {
    try (FailingDevice device = FailingDevice.create()) {
      DioFile file = openDevice(device);
      DioFile other = newFile(1000, 1);
      IoScheduler elsewhere = open(SchedulerOptions.defaults());
      scheduler().submit(Op.write(file, memory(65536), 0)).await();
      assertThat(Results.of(scheduler().submit(Op.dataSync(file)))).containsExactly("EIO");
      assertThat(Results.of(elsewhere.submit(Op.dataSync(file)))).containsExactly("EIO");
      assertThat(Results.of(elsewhere.submit(Op.write(file, memory(10), 0).durable())))
          .containsExactly("EIO");
      assertThat(Results.of(elsewhere.submit(Op.barrierSync(other)))).containsExactly("0");
      assertThat(Results.of(scheduler().submit(Op.write(other, memory(10), 0).durable())))
          .containsExactly("10");
      assertThatThrownBy(file::close).hasMessageContaining("EIO");
    }
  }

  @Test
  default void aWriteThatIsMerelyRefusedDoesNotPoisonTheFile() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      DioFile file = open(sealed.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      assertThat(Results.of(scheduler().submit(Op.write(file, memory(10), 8192).durable())))
          .containsExactly("EPERM");
      assertThat(Results.of(scheduler().submit(Op.write(file, memory(10), 0).durable())))
          .containsExactly("10");
      assertThat(Results.of(scheduler().submit(Op.barrierSync(file)))).containsExactly("0");
      file.close();
    }
  }

  // ---- barrierSync ----

  @Test
  default void aBarrierSyncIsOneCommitPointOfEveryWriteAcceptedBeforeIt() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    for (int round = 0; round < 20; round++) {
      List<Op> ops = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        // The writes go backwards, so that none is merged with another.
        ops.add(Op.write(file, memory(4096, i), (39 - i) * 4096L));
      }
      ops.add(Op.allocate(file, 40 * 4096));
      ops.add(Op.barrierSync(file));
      List<Ticket> tickets = scheduler().submitAll(ops);
      assertThat(tickets.getLast().await()).isZero();
      assertThat(tickets).allMatch(Ticket::isDone);
      assertThat(tickets.getLast().bytesTransferred()).isZero();
    }
  }

  @Test
  default void aBarrierSyncWaitsForTheWritesOfItsFileAndOfNoOther() throws Exception {
    DioFile other = newFile(1000, 1);
    DioFile file = fileToFreeze();
    frozen().freeze();
    Background<List<String>> write = inBackground(Op.write(file, memory(100, 2), 0));
    untilSomethingIsInFlight();
    Background<List<String>> barrier = inBackground(Op.barrierSync(file)).untilWaiting();
    assertThat(scheduler().submit(Op.barrierSync(other)).await()).isZero();
    // Reads do not wait for a barrier, and a barrier does not wait for them.
    assertThat(scheduler().submit(Op.read(file, memory(100), 0)).await()).isZero();
    assertThat(barrier.isDone()).isFalse();
    assertThat(write.isDone()).isFalse();
    frozen().thaw();
    assertThat(write.get()).containsExactly("100");
    assertThat(barrier.get()).containsExactly("0");
    Bytes.assertInFile(file, 0, 100, 2);
  }

  @Test
  default void aBarrierSyncWaitsForChainsAndAllocationsAsWell() throws Exception {
    DioFile file = fileToFreeze();
    DioFile other = newFile(1000, 1);
    frozen().freeze();
    Background<List<String>> chain =
        inBackground(Op.read(other, memory(10), 0).link(Op.allocate(file, 100_000)));
    untilSomethingIsInFlight();
    Background<List<String>> barrier = inBackground(Op.barrierSync(file)).untilWaiting();
    Background<List<String>> chained =
        inBackground(Op.barrierSync(file).link(Op.read(other, memory(20), 0))).untilWaiting();
    assertThat(scheduler().submit(Op.read(other, memory(100), 0)).await()).isEqualTo(100);
    assertThat(barrier.isDone()).isFalse();
    assertThat(chained.isDone()).isFalse();
    frozen().thaw();
    assertThat(chain.get()).containsExactly("10", "0");
    assertThat(barrier.get()).containsExactly("0");
    assertThat(chained.get()).containsExactly("0", "20");
    assertThat(file.size()).isEqualTo(100_000);
  }

  @ParameterizedTest
  @EnumSource
  default void aBarrierSyncWaitsForBlockingWritesInProgress(ThreadKind threads) throws Exception {
    DioFile other = newFile(1000, 1);
    DioFile file = fileToFreeze();
    frozen().freeze();
    Background<Long> write =
        Background.call(() -> threads.call(() -> scheduler().write(file, memory(100, 2), 0)));
    untilSomethingIsInFlight();
    Background<List<String>> barrier = inBackground(Op.barrierSync(file)).untilWaiting();
    assertThat(scheduler().submit(Op.barrierSync(other)).await()).isZero();
    assertThat(barrier.isDone()).isFalse();
    frozen().thaw();
    assertThat(write.get()).isEqualTo(100);
    assertThat(barrier.get()).containsExactly("0");
  }

  @Test
  default void aBarrierSyncWaitsForOthersAndADrainForIt() throws Exception {
    try (StuckDevice device = StuckDevice.on(frozen())) {
      DioFile file = open(device.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      scheduler().submit(Op.write(file, memory(65536), 0)).await();
      frozen().freeze();
      Background<List<String>> first = inBackground(Op.barrierSync(file));
      untilSomethingIsInFlight();
      Background<List<String>> second = inBackground(Op.barrierSync(file)).untilWaiting();
      Background<List<String>> drain = inBackground(Op.drain(file)).untilWaiting();
      // Other operations do not wait for a barrier.
      assertThat(scheduler().submit(Op.read(file, memory(10), 0)).await()).isEqualTo(10);
      assertThat(scheduler().submit(Op.write(file, memory(4096), 524_288)).await()).isEqualTo(4096);
      assertThat(first.isDone()).isFalse();
      assertThat(second.isDone()).isFalse();
      assertThat(drain.isDone()).isFalse();
      frozen().thaw();
      assertThat(first.get()).containsExactly("0");
      assertThat(second.get()).containsExactly("0");
      assertThat(drain.get()).containsExactly("0");
      file.close();
    }
  }

  @Test
  default void aWriteThatFailedIsNoFailureOfTheBarrierSyncBehindIt() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      DioFile file = open(sealed.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      List<Ticket> tickets =
          scheduler()
              .submitAll(
                  List.of(
                      Op.write(file, memory(10), 8192),
                      Op.write(file, memory(10), 0),
                      Op.barrierSync(file)));
      assertThat(Results.of(tickets.get(2))).containsExactly("0");
      assertThat(Results.of(tickets.get(0))).containsExactly("EPERM");
      assertThat(Results.of(tickets.get(1))).containsExactly("10");
    }
  }

  @Test
  default void closingTheSchedulerExecutesABarrierSyncThatWaits() throws Exception {
    DioFile file = fileToFreeze();
    frozen().freeze();
    Background<List<String>> write = inBackground(Op.write(file, memory(100, 1), 0));
    untilSomethingIsInFlight();
    Background<List<String>> barrier = inBackground(Op.barrierSync(file)).untilWaiting();
    Background<Void> closing = Background.run(scheduler()::close).untilWaiting();
    assertThat(closing.isDone()).isFalse();
    frozen().thaw();
    closing.get();
    assertThat(write.get()).containsExactly("100");
    assertThat(barrier.get()).containsExactly("0");
  }

  // ---- drain ----

  @Test
  default void aDrainWaitsForChainsSyncsAndWritesAndMakesNothingDurable() throws Exception {
    try (FailingDevice device = FailingDevice.create()) {
      DioFile file = openDevice(device);
      List<Ticket> tickets =
          scheduler()
              .submitAll(
                  List.of(
                      Op.write(file, memory(4096), 0),
                      Op.read(file, memory(4096), 8192).link(Op.write(file, memory(4096), 16384)),
                      Op.drain(file)));
      assertThat(tickets.getLast().await()).isZero();
      assertThat(tickets).allMatch(Ticket::isDone);
      assertThat(Results.of(scheduler().submit(Op.sync(file))))
          .as("what only a sync could find out")
          .containsExactly("EIO");
      assertThatThrownBy(file::close).hasMessageContaining("EIO");
    }
  }

  @Test
  default void ofSeveralSyncsAtOnceNoneSucceedsWhenDataWasLost() throws Exception {
    for (int round = 0; round < 20; round++) {
      try (FailingDevice device = FailingDevice.create()) {
        DioFile file = openDevice(device);
        scheduler().submit(Op.write(file, memory(65536), 0)).await();
        List<Op> syncs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          syncs.add(Op.dataSync(file));
        }
        for (Ticket sync : scheduler().submitAll(syncs)) {
          assertThat(Results.of(sync)).containsExactly("EIO");
        }
        assertThatThrownBy(file::close).hasMessageContaining("EIO");
      }
    }
  }
}
