// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dio.align.Alignment;
import io.dio.align.PageKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlabPoolTest extends PooledMemoryContract {

  @Override
  String ownerInMessages() {
    return "pool \"contract\", slot";
  }

  @Override
  SlabPool poolOf(int capacity, PoolOptions options) {
    return new SlabPool("contract", 4096, capacity, options);
  }

  @Test
  void tellsWhatItWasMadeOf() throws InterruptedException {
    try (SlabPool pool = new SlabPool("pages", 8192, 3)) {
      assertThat(pool.name()).isEqualTo("pages");
      assertThat(pool.slotSize()).isEqualTo(8192);
      assertThat(pool.capacity()).isEqualTo(3);
      assertThat(pool.available()).isEqualTo(3);
      assertThat(pool.outstanding()).isZero();
      assertThat(pool.misuseCount()).isZero();
      assertThat(pool.pageKind()).isEqualTo(PageKind.BASE);
      try (Slot slot = pool.acquire()) {
        assertThat(slot.segment().byteSize()).isEqualTo(8192);
        assertThat(pool.available()).isEqualTo(2);
        assertThat(pool).hasToString("pool \"pages\" (1 of 3 slots of 8192 bytes out)");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 4096", "4096, 4096", "4097, 8192", "5000, 8192", "1048576, 1048576"})
  void slotSizeIsRoundedUpToWholeBlocks(long requested, long expected) throws InterruptedException {
    try (SlabPool pool = new SlabPool("rounded", requested, 2);
        Slot slot = pool.acquire()) {
      assertThat(pool.slotSize()).isEqualTo(expected);
      assertThat(slot.segment().byteSize()).isEqualTo(expected);
    }
  }

  @Test
  void theLargestCapacityIsPossible() {
    try (SlabPool pool = new SlabPool("largest", 4096, SlabPool.MAX_CAPACITY)) {
      assertThat(pool.capacity()).isEqualTo(65_536);
      assertThat(pool.available()).isEqualTo(65_536);
    }
  }

  @Test
  void slotsAreAlignedZeroedApartAndOneMappingThatChildrenDoNotGet() throws InterruptedException {
    try (SlabPool pool = new SlabPool("test", 8192, 70)) {
      List<Slot> slots = new ArrayList<>();
      long lowest = Long.MAX_VALUE;
      for (int i = 0; i < 70; i++) {
        Slot slot = pool.acquire();
        assertThat(slot.segment().byteSize()).isEqualTo(8192);
        assertThat(slot.segment().address() % 4096).isZero();
        assertThat(slot.segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
        assertThat(pool.contains(slot.segment())).isTrue();
        lowest = Math.min(lowest, slot.segment().address());
        slots.add(slot);
      }
      new PoolPages(lowest, 70 * 8192).assertMapped();
      for (int i = 0; i < 70; i++) {
        slots.get(i).segment().fill((byte) i);
      }
      for (int i = 0; i < 70; i++) {
        assertThat(slots.get(i).segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(i);
        slots.get(i).release();
      }
      assertThat(pool.outstanding()).isZero();
    }
  }

  @Test
  void anExhaustedPoolGivesNullToThoseWhoDoNotWait() throws InterruptedException {
    try (SlabPool pool = new SlabPool("two", 4096, 2)) {
      Slot first = pool.acquire();
      Slot second = pool.tryAcquire();
      assertThat(pool.tryAcquire()).isNull();
      assertThat(pool.available()).isZero();
      first.release();
      Slot third = pool.tryAcquire();
      assertThat(third).isNotNull();
      third.close();
      second.close();
      assertThat(pool.available()).isEqualTo(2);
    }
  }

  @Test
  void onACompletionThreadAcquireThrowsInsteadOfWaiting() throws InterruptedException {
    try (SlabPool pool = new SlabPool("completion", 4096, 1)) {
      assertThat(CompletingThread.failureOf(() -> pool.acquire().release())).isNull();
      Slot held = pool.acquire();
      assertThat(CompletingThread.failureOf(pool::acquire))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("SlabPool.acquire()", "test-coordinator");
      assertThat(CompletingThread.failureOf(() -> pool.acquire(Duration.ofDays(1))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("SlabPool.acquire(Duration)");
      assertThat(CompletingThread.failureOf(() -> assertThat(pool.tryAcquire()).isNull())).isNull();
      assertThat(pool.waiting()).isZero();
      held.release();
    }
  }

  @Test
  void containsIsTrueForWhatLiesInTheSlotsOnly() throws InterruptedException {
    try (SlabPool pool = new SlabPool("test", 4096, 4);
        SlabPool other = new SlabPool("test", 4096, 4);
        Arena arena = Arena.ofConfined()) {
      List<Slot> slots = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        slots.add(pool.acquire());
      }
      for (Slot slot : slots) {
        assertThat(pool.contains(slot.segment())).isTrue();
        assertThat(pool.contains(slot.segment().asSlice(4095, 1))).isTrue();
        assertThat(pool.contains(slot.segment().asReadOnly())).isTrue();
        assertThat(pool.contains(slot.segment().asSlice(0, 0))).isFalse();
        assertThat(other.contains(slot.segment())).isFalse();
        slot.release();
      }
      assertThat(pool.contains(arena.allocate(4096))).isFalse();
      assertThat(pool.contains(MemorySegment.ofArray(new byte[4096]))).isFalse();
      assertThat(pool.contains(MemorySegment.NULL)).isFalse();
      assertThatNullPointerException().isThrownBy(() -> pool.contains(null));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 65_537, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE})
  void impossibleCapacityIsRefused(long capacity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlabPool("capacities", 4096, capacity))
        .withMessage("capacity is " + capacity + ", must be between 1 and 65536");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void impossibleSlotSizeIsRefused(long slotSize) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlabPool("sizes", slotSize, 1))
        .withMessageContainingAll("slotSize", Long.toString(slotSize));
  }

  @Test
  void moreBytesThanALongCountsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlabPool("overflow", 1L << 60, 16))
        .withMessageContainingAll("capacity is 16", "slotSize", "exceeds");
  }

  @Test
  void moreMemoryThanThereIsThrowsOutOfMemory() {
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> new SlabPool("huge", 1L << 40, 1024)); // no 47 bit address space has it
  }

  @Test
  void nullsAreRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> new SlabPool(null, 4096, 1))
        .withMessage("name");
    assertThatNullPointerException()
        .isThrownBy(() -> new SlabPool("options", 4096, 1, null))
        .withMessage("options");
  }

  private final AtomicLong acquired = new AtomicLong();
  private final AtomicInteger forged = new AtomicInteger();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64, 1000})
  void noSlotIsHandedOutTwiceAndNoneIsLost(int slotCount) throws InterruptedException {
    try (SlabPool pool = new SlabPool("test", 4096, slotCount)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int number = i;
        Runnable work = () -> acquireAndSign(pool, number);
        threads.add(i < 4 ? Thread.ofPlatform().start(work) : Thread.ofVirtual().start(work));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failures).isEmpty();
      assertThat(forged).hasValue(0);
      assertThat(acquired.get()).isGreaterThan(10_000);
      assertThat(pool.outstanding()).isZero();
      List<Slot> all = new ArrayList<>();
      for (int i = 0; i < slotCount; i++) {
        all.add(pool.acquire());
      }
      assertThat(pool.tryAcquire()).isNull();
      all.forEach(Slot::release);
    }
  }

  /** Holds two slots at a time. Each owner writes a mark of its own into them. */
  private void acquireAndSign(SlabPool pool, int number) {
    try {
      for (int round = 0; round < 20_000; round++) {
        Slot first = pool.tryAcquire();
        Slot second = pool.tryAcquire();
        sign(first, number, round);
        sign(second, number, -round);
        if (round % 64 == 0) {
          LockSupport.parkNanos(1); // lets others run
        }
        verifyAndRelease(first, number, round);
        verifyAndRelease(second, number, -round);
      }
    } catch (Throwable t) {
      failures.add(t);
    }
  }

  private static void sign(Slot slot, int number, int round) {
    if (slot != null) {
      slot.segment().set(ValueLayout.JAVA_INT, 0, number);
      slot.segment().set(ValueLayout.JAVA_INT, 4092, round);
    }
  }

  private void verifyAndRelease(Slot slot, int number, int round) {
    if (slot != null) {
      acquired.incrementAndGet();
      if (slot.segment().get(ValueLayout.JAVA_INT, 0) != number
          || slot.segment().get(ValueLayout.JAVA_INT, 4092) != round) {
        forged.incrementAndGet();
      }
      slot.release();
    }
  }

  /** The mapping begins at a page, and the slots are next to one another. */
  @ParameterizedTest
  @ValueSource(longs = {4096, 12_288, 16_384, 65_536, 196_608})
  void slotsAreAlignedAsFarAsTheirSizeAllows(long slotSize) throws InterruptedException {
    long alignment = Math.min(Long.lowestOneBit(slotSize), PageKind.BASE.byteSize());
    try (SlabPool pool = new SlabPool("test", slotSize, 4)) {
      List<Slot> slots = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        slots.add(pool.acquire());
        long address = slots.getLast().segment().address();
        assertThat(address % Alignment.BLOCK_SIZE).isZero();
        assertThat(address % alignment).isZero();
      }
      slots.forEach(Slot::release);
    }
  }
}
