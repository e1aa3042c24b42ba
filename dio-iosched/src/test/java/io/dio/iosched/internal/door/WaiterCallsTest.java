// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.iosched.Background;
import io.dio.iosched.IoPriority;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.Ticket;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.coordinator.FakeRing;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ring.RingUnavailableException;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileWitness;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads that make the operations for which they wait. The ring is a fake, so an operation that
 * moves real bytes was made by its thread.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class WaiterCallsTest {
  private static final int STREAK = 32;

  private Scratch scratch;
  private FakeRing ring;
  private QueuedScheduler scheduler;

  @BeforeEach
  void setUp(@TempDir Path directory) throws IOException, RingUnavailableException {
    scratch = new Scratch(directory);
    ring = FakeRing.threaded(64, 127);
    scheduler = QueuedScheduler.over(ring, SchedulerOptions.defaults().withInlineReads(false));
    MemorySegment bytes = scratch.allocate(Scratch.BYTES);
    bytes.fill((byte) 7);
    scratch.file().writeFully(bytes, 0);
  }

  @AfterEach
  void tearDown() {
    scheduler.close();
    scratch.close();
    ring.assertNoViolation();
  }

  /** The fake kernel completes that many reads, one after the other, while a thread waits. */
  private void awaitMany(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      Ticket read = scheduler.submit(scratch.read());
      Background<Long> waiter = Background.call(read::await).untilWaiting();
      ring.awaitHeld(1);
      ring.complete(ring.held().getFirst(), Scratch.BYTES);
      waiter.get();
    }
    ring.awaitParked();
  }

  private static byte firstByte(MemorySegment memory) {
    return memory.get(ValueLayout.JAVA_BYTE, 0);
  }

  @Test
  void aThreadThatWaitsForOneOperationAfterTheOtherMakesThemItself() throws Exception {
    awaitMany(STREAK);
    int placed = ring.placements().size();
    int signals = ring.signals();
    MemorySegment target = scratch.allocate(Scratch.BYTES);
    for (int i = 0; i < 10; i++) {
      target.fill((byte) 0);
      assertThat(scheduler.submit(Op.read(scratch.file(), target, 0)).await())
          .isEqualTo(Scratch.BYTES);
      assertThat(firstByte(target)).isEqualTo((byte) 7);
    }
    assertThat(ring.placements()).hasSize(placed);
    assertThat(ring.signals()).as("nothing woke the ring's thread").isEqualTo(signals);
    assertThat(scheduler.stats().operations()).isEqualTo(STREAK + 10);
    assertThat(scheduler.stats().inFlight()).isZero();
  }

  @Test
  void itDoesNotBeforeThatNorOnAVirtualThread() throws Exception {
    awaitMany(STREAK - 1);
    int placed = ring.placements().size();
    ring.completeAtOnce();
    scheduler.submit(scratch.read()).await();
    assertThat(ring.placements().size()).isGreaterThan(placed);
    Thread virtual =
        Thread.startVirtualThread(() -> {
          try {
            scheduler.submit(scratch.read()).await();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    virtual.join();
    assertThat(ring.placements().size()).isGreaterThan(placed + 1);
  }

  @Test
  void aVirtualThreadMakesADurableWriteOfABufferedFileItself() throws Exception {
    awaitMany(STREAK);
    int placed = ring.placements().size();
    MemorySegment bytes = scratch.allocate(Scratch.BYTES);
    bytes.fill((byte) 9);
    onVirtualThread(() -> scheduler.submit(Op.write(scratch.file(), bytes, 0).durable()).await());
    assertThat(ring.placements()).hasSize(placed);
    assertThat(scheduler.stats().syncs()).isEqualTo(1);
    assertThat(scheduler.stats().syncCalls()).isEqualTo(1);
    assertThat(firstByteOfFile()).isEqualTo((byte) 9);
  }

  /** The write would block its carrier until the device has answered. */
  @Test
  void aVirtualThreadLeavesTheWriteOfAFileThatWritesDurablyToTheRing() throws Exception {
    DioFile file = scratch.open(StandardOpenOption.DSYNC);
    awaitMany(STREAK);
    int placed = ring.placements().size();
    ring.completeAtOnce();
    onVirtualThread(() -> scheduler.submit(scratch.write(file)).await());
    assertThat(ring.placements()).hasSizeGreaterThan(placed);
  }

  private static void onVirtualThread(Callable<?> task) throws Exception {
    FutureTask<?> future = new FutureTask<>(task);
    Thread.startVirtualThread(future);
    future.get();
  }

  private byte firstByteOfFile() throws IOException {
    MemorySegment target = scratch.allocate(Scratch.BYTES);
    scratch.file().readFully(target, 0);
    return firstByte(target);
  }

  // ---- barriers ----

  private Op write(byte value) {
    MemorySegment bytes = scratch.allocate(Scratch.BYTES);
    bytes.fill(value);
    return Op.write(scratch.file(), bytes, 0);
  }

  @Test
  void aThreadThatWaitsForABarrierMakesItAndTheWriteBeforeIt() throws Exception {
    awaitMany(STREAK);
    int placed = ring.placements().size();
    int signals = ring.signals();
    Ticket write = scheduler.submit(write((byte) 8));
    Ticket barrier = scheduler.submit(Op.barrierSync(scratch.file()));
    assertThat(barrier.await()).isZero();
    assertThat(write.isDone()).isTrue();
    assertThat(write.await()).isEqualTo(Scratch.BYTES);
    assertThat(firstByteOfFile()).isEqualTo((byte) 8);
    assertThat(ring.placements()).hasSize(placed);
    assertThat(ring.signals()).as("nothing woke the ring's thread").isEqualTo(signals);
    assertThat(scheduler.stats().syncs()).isEqualTo(1);
    assertThat(scheduler.stats().inFlight()).isZero();
  }

  @Test
  void aVirtualThreadDoesSoToo() throws Exception {
    awaitMany(STREAK);
    int placed = ring.placements().size();
    onVirtualThread(() -> {
      scheduler.submit(write((byte) 8));
      return scheduler.submit(Op.barrierSync(scratch.file())).await();
    });
    assertThat(ring.placements()).hasSize(placed);
    assertThat(firstByteOfFile()).isEqualTo((byte) 8);
  }

  @Test
  void aBarrierCoversTheDeferredWriteOfAnotherThread() throws Exception {
    awaitMany(STREAK);
    Ticket other = Background.call(() -> scheduler.submit(write((byte) 6))).get();
    assertThat(scheduler.submit(Op.barrierSync(scratch.file())).await()).isZero();
    assertThat(other.isDone()).isTrue();
    assertThat(firstByteOfFile()).isEqualTo((byte) 6);
  }

  @Test
  void aBarrierBehindAWriteThatTheRingHasIsNotMadeByItsWaiter() throws Exception {
    awaitMany(STREAK);
    // The operations of a list are never deferred.
    Ticket write = scheduler.submitAll(List.of(write((byte) 5))).getFirst();
    ring.awaitHeld(1);
    Ticket barrier = scheduler.submit(Op.barrierSync(scratch.file()));
    assertThat(barrier.isDone()).isFalse();
    ring.completeAtOnce();
    ring.completeAll();
    assertThat(write.await()).isEqualTo(Scratch.BYTES);
    assertThat(barrier.await()).isZero();
    assertThat(ring.placements()).anyMatch(placed -> placed.toString().contains("fdatasync"));
  }

  @Test
  void aBarrierIsNotMadeByItsWaiterIfTheRingGotAnEarlierWriteMeanwhile() throws Exception {
    awaitMany(STREAK);
    Ticket write = Background.call(() -> scheduler.submit(write((byte) 3))).get();
    Ticket barrier = scheduler.submit(Op.barrierSync(scratch.file()));
    write.onCompletion(_ -> {}); // lets the write start
    ring.awaitHeld(1);
    Background<Long> waiter = Background.call(barrier::await).untilWaiting();
    assertThat(barrier.isDone()).isFalse();
    ring.completeAtOnce();
    ring.completeAll();
    assertThat(waiter.get()).isZero();
    assertThat(write.isDone()).isTrue();
  }

  /** The syncs of all files, which do not end before the test says so. */
  private static final class HeldSyncs implements FileWitness, AutoCloseable {
    final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    HeldSyncs() {
      FileWitness.All.add(this);
    }

    @Override
    public End syncing(Object file) {
      begun.countDown();
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return succeeded -> succeeded;
    }

    @Override
    public End syncingDirectory(String directory) {
      return succeeded -> succeeded;
    }

    @Override
    public boolean written(Object file, long fileOffset, long byteCount, boolean durable) {
      return true;
    }

    @Override
    public boolean changed(Object file) {
      return true;
    }

    @Override
    public void close() {
      mayEnd.countDown();
      FileWitness.All.remove(this);
    }
  }

  @Test
  void aDeferredBarrierThatTheRingExecutesWaitsForACallInProgress() throws Exception {
    awaitMany(STREAK);
    Ticket barrier;
    FutureTask<Long> write;
    try (HeldSyncs syncs = new HeldSyncs()) {
      write = new FutureTask<>(() -> scheduler.submit(write((byte) 2).durable()).await());
      Thread.startVirtualThread(write);
      syncs.begun.await();
      barrier = scheduler.submit(Op.barrierSync(scratch.file()));
      barrier.onCompletion(_ -> {}); // lets the barrier start
      scheduler.submitAll(List.of(scratch.read()));
      ring.awaitHeld(1);
      assertThat(ring.held()).as("only the read").hasSize(1);
      assertThat(((Request) ring.held().getFirst()).verb).isEqualTo(Verb.READ);
    }
    assertThat(write.get()).isEqualTo(Scratch.BYTES);
    ring.completeAtOnce();
    ring.completeAll();
    assertThat(barrier.await()).isZero();
  }

  @Test
  void aBarrierForWhichNobodyWaitsIsPlacedAfterTwoBriefSleeps() throws Exception {
    awaitMany(STREAK);
    Ticket write = scheduler.submit(write((byte) 4));
    Ticket barrier = scheduler.submit(Op.barrierSync(scratch.file()));
    assertThat(ring.held()).isEmpty();
    ring.endBriefSleep();
    ring.endBriefSleep();
    ring.awaitHeld(1);
    assertThat(ring.held()).as("the barrier waits for the write").hasSize(1);
    assertThat(((Request) ring.held().getFirst()).verb).isEqualTo(Verb.WRITE);
    ring.completeAtOnce();
    ring.completeAll();
    assertThat(write.await()).isEqualTo(Scratch.BYTES);
    assertThat(barrier.await()).isZero();
  }

  @Test
  void itDoesNotWithAnIoPriority() throws Exception {
    try (QueuedScheduler prioritized = withPriority()) {
      assertThat(prioritized.describe()).doesNotContain("makes it itself");
    }
    assertThat(scheduler.describe()).contains("makes it itself");
  }

  private static QueuedScheduler withPriority() throws RingUnavailableException {
    FakeRing other = FakeRing.threaded(4, 4);
    return QueuedScheduler.over(other, SchedulerOptions.defaults().withIoPriority(IoPriority.IDLE));
  }

  @Test
  void anOperationForWhichNoThreadWaitsIsPlacedAfterTwoBriefSleeps() throws Exception {
    awaitMany(STREAK);
    Ticket late = scheduler.submit(scratch.read());
    assertThat(ring.held()).isEmpty();
    ring.endBriefSleep();
    ring.endBriefSleep();
    ring.awaitHeld(1);
    ring.completeAll();
    assertThat(late.await()).isEqualTo(Scratch.BYTES);
  }

  @Test
  void aCallbackStartsADeferredOperation() throws Exception {
    awaitMany(STREAK);
    Ticket deferred = scheduler.submit(scratch.read());
    deferred.onCompletion(_ -> {});
    ring.awaitHeld(1);
    ring.completeAll();
    assertThat(deferred.await()).isEqualTo(Scratch.BYTES);
  }

  @Test
  void aBarrierStartsADeferredOperationAndWaitsForIt() throws Exception {
    awaitMany(STREAK);
    Ticket deferred = scheduler.submit(scratch.read());
    Ticket drain = scheduler.submit(Op.drain(scratch.file()));
    ring.awaitHeld(1);
    assertThat(drain.isDone()).isFalse();
    ring.completeAtOnce();
    ring.completeAll();
    assertThat(deferred.await()).isEqualTo(Scratch.BYTES);
    assertThat(drain.await()).isZero();
  }

  @Test
  void aDeferredOperationFailsIfTheRingDies() throws Exception {
    awaitMany(STREAK);
    Ticket deferred = scheduler.submit(scratch.read());
    ring.completeStranger(1L << 40, 0);
    while (!deferred.isDone()) {
      Thread.onSpinWait();
    }
    assertThatThrownBy(deferred::await).isInstanceOf(SchedulerFailedException.class);
  }
}
