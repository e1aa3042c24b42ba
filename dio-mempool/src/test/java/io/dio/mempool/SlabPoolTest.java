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
    return "slab pool of 1 slots of 4096 bytes, slot";
  }

  @Override
  Pool poolOfOne(PoolOptions options) {
    SlabPool pool = new SlabPool(4096, 4096, options);
    return new Pool() {
      @Override
      public PooledMemory acquire() {
        return pool.acquire();
      }

      @Override
      public int outstanding() {
        return pool.outstanding();
      }

      @Override
      public long misuseCount() {
        return pool.misuseCount();
      }

      @Override
      public void close() {
        pool.close();
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 4096",
    "4096, 4096, 1, 4096",
    "4097, 4096, 2, 4096",
    "81920, 4096, 20, 4096",
    "10000, 5000, 2, 8192",
    "3145728, 1048576, 3, 1048576",
    "268435456, 4096, 65536, 4096"
  })
  void sizesAreRoundedUpToWholeBlocksAndSlots(
      long totalSize, long slotSize, int slotCount, long roundedSlotSize) {
    try (SlabPool pool = new SlabPool(totalSize, slotSize)) {
      assertThat(pool.slotCount()).isEqualTo(slotCount);
      assertThat(pool.slotSize()).isEqualTo(roundedSlotSize);
      assertThat(pool.outstanding()).isZero();
      assertThat(pool.pageKind()).isIn((Object[]) PageKind.values());
    }
  }

  @Test
  void slotsAreAlignedZeroedApartAndOneMappingThatChildrenDoNotGet() {
    try (SlabPool pool = new SlabPool(70 * 8192, 8192)) {
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
  void anExhaustedPoolSaysSo() {
    try (SlabPool pool = new SlabPool(2 * 4096, 4096)) {
      Slot first = pool.acquire();
      Slot second = pool.tryAcquire();
      assertThat(pool.tryAcquire()).isNull();
      assertThatExceptionOfType(SlabExhaustedException.class)
          .isThrownBy(pool::acquire)
          .withMessage("all 2 slots of 4096 bytes are out");
      assertThat(pool.outstanding()).isEqualTo(2);
      assertThat(pool).hasToString("slab pool of 2 slots of 4096 bytes (2 of 2 slots out)");
      first.release();
      Slot third = pool.acquire();
      third.close();
      second.close();
    }
  }

  @Test
  void acquireDoesNotWaitAndIsAllowedOnACompletionThread() throws InterruptedException {
    try (SlabPool pool = new SlabPool(4096, 4096)) {
      assertThat(CompletingThread.failureOf(() -> pool.acquire().release())).isNull();
      Slot held = pool.acquire();
      assertThat(CompletingThread.failureOf(pool::acquire))
          .isInstanceOf(SlabExhaustedException.class);
      held.release();
    }
  }

  @Test
  void containsIsTrueForWhatLiesInTheSlotsOnly() {
    try (SlabPool pool = new SlabPool(4 * 4096, 4096);
        SlabPool other = new SlabPool(4 * 4096, 4096);
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
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void impossibleTotalSizeIsRefused(long totalSize) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlabPool(totalSize, 4096))
        .withMessageContainingAll("totalSize", Long.toString(totalSize));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void impossibleSlotSizeIsRefused(long slotSize) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlabPool(4096, slotSize))
        .withMessageContainingAll("slotSize", Long.toString(slotSize));
  }

  @Test
  void tooManySlotsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlabPool(65_537 * 4096L, 4096))
        .withMessageContainingAll("totalSize is 268439552", "65537 slots", "at most 65536");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlabPool(Long.MAX_VALUE, 1))
        .withMessageContaining("at most 65536");
  }

  @Test
  void moreBytesThanALongCountsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlabPool(Long.MAX_VALUE, 3L << 61))
        .withMessageContaining("exceeds");
  }

  @Test
  void moreMemoryThanThereIsThrowsOutOfMemory() {
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> new SlabPool(1L << 50, 1L << 40)); // no 47 bit address space has it
  }

  @Test
  void nullOptionsAreRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> new SlabPool(4096, 4096, null))
        .withMessage("options");
  }

  private final AtomicLong acquired = new AtomicLong();
  private final AtomicInteger forged = new AtomicInteger();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64, 1000})
  void noSlotIsHandedOutTwiceAndNoneIsLost(int slotCount) throws InterruptedException {
    try (SlabPool pool = new SlabPool(slotCount * 4096L, 4096)) {
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

  /** Holds two slots at a time, each signed by its owner. */
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

  /** The mapping begins at a page, and slots follow one another. */
  @ParameterizedTest
  @ValueSource(longs = {4096, 12_288, 16_384, 65_536, 196_608})
  void slotsAreAlignedAsFarAsTheirSizeAllows(long slotSize) {
    long alignment = Math.min(Long.lowestOneBit(slotSize), PageKind.BASE.byteSize());
    try (SlabPool pool = new SlabPool(4 * slotSize, slotSize)) {
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
