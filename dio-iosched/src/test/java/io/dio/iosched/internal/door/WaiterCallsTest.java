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
import io.dio.iosched.internal.coordinator.FakeRing;
import io.dio.iosched.internal.ring.RingUnavailableException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
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
