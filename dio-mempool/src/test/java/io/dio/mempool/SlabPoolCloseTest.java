// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.mempool.internal.PinnedPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlabPoolCloseTest {

  @Test
  void closeUnmapsExactlyThePoolsMemoryAndClosingAgainDoesNothing() throws InterruptedException {
    SlabPool pool = new SlabPool("test", 4096, 40);
    PoolPages pages = pagesOf(pool);
    pages.assertMapped();
    pool.close();
    pages.assertUnmapped();
    pool.close();
    assertThat(pool.misuseCount()).isZero();
  }

  @Test
  void aClosedPoolGivesNothingAndContainsNothing() throws InterruptedException {
    SlabPool pool = new SlabPool("test", 4096, 1);
    Slot slot = pool.acquire();
    MemorySegment kept = slot.segment();
    slot.release();
    assertThat(pool.contains(kept)).isTrue();
    pool.close();
    assertThatIllegalStateException()
        .isThrownBy(pool::acquire)
        .withMessage("pool \"test\" is closed");
    assertThatIllegalStateException().isThrownBy(pool::tryAcquire);
    assertThatIllegalStateException().isThrownBy(() -> pin(pool));
    assertThat(pool.contains(kept)).isFalse();
    assertThat(pool.outstanding()).isZero();
  }

  @Test
  void withSlotsOutCloseThrowsNamingHowManyAndTheLastReleaseUnmaps() throws InterruptedException {
    SlabPool pool = new SlabPool("test", 4096, 3);
    PoolPages pages = pagesOf(pool);
    Slot first = pool.acquire();
    Slot second = pool.acquire();
    assertThatIllegalStateException()
        .isThrownBy(pool::close)
        .withMessageContainingAll("pool \"test\"", "2 of 3 slots");
    assertThatIllegalStateException().isThrownBy(pool::tryAcquire);
    first.release();
    assertThatIllegalStateException().isThrownBy(pool::close).withMessageContaining("1 of 3 slots");
    second.segment().set(ValueLayout.JAVA_LONG, 0, 1);
    pages.assertMapped();
    second.release();
    pages.assertUnmapped();
    pool.close();
  }

  @Test
  void aPinShowsAllSlots() throws InterruptedException {
    try (SlabPool pool = new SlabPool("test", 8192, 5)) {
      PoolPages pages = pagesOf(pool);
      try (PinnedPool pinned = pin(pool)) {
        assertThat(pinned.address()).isEqualTo(pages.address());
        assertThat(pinned.byteSize()).isEqualTo(5 * 8192);
        assertThat(pinned.slotSize()).isEqualTo(8192);
      }
    }
  }

  @Test
  void aPinnedPoolStaysMappedUntilTheLastPinIsClosed() throws InterruptedException {
    SlabPool pool = new SlabPool("test", 4096, 2);
    PoolPages pages = pagesOf(pool);
    PinnedPool first = pin(pool);
    PinnedPool second = pin(pool);
    first.close();
    first.close(); // counts once
    assertThatIllegalStateException()
        .isThrownBy(pool::close)
        .withMessageContainingAll("0 of 2 slots", "1 schedulers");
    assertThatIllegalStateException().isThrownBy(pool::tryAcquire);
    pages.assertMapped();
    second.close();
    pages.assertUnmapped();
    pool.close();
  }

  @Test
  void aPinnedPoolStaysMappedThoughItsLastSlotIsReleased() throws InterruptedException {
    SlabPool pool = new SlabPool("test", 4096, 2);
    PoolPages pages = pagesOf(pool);
    PinnedPool pinned = pin(pool);
    Slot slot = pool.acquire();
    assertThatIllegalStateException()
        .isThrownBy(pool::close)
        .withMessageContainingAll("1 of 2 slots", "1 schedulers");
    slot.release();
    pages.assertMapped();
    pinned.close();
    pages.assertUnmapped();
  }

  @Test
  void thePinsOfAnOpenPoolLeaveItOpen() throws InterruptedException {
    try (SlabPool pool = new SlabPool("test", 4096, 1)) {
      pin(pool).close();
      pagesOf(pool).assertMapped();
      pool.acquire().release();
    }
  }

  private static PinnedPool pin(SlabPool pool) {
    return PinnedPool.pinAll(List.of(pool), List.of()).getFirst();
  }

  @Test
  void closeRacesWithAcquirersAndNobodyTouchesUnmappedMemory() throws InterruptedException {
    for (int round = 0; round < 100; round++) {
      SlabPool pool = new SlabPool("test", 4096, 100);
      PoolPages pages = pagesOf(pool);
      CountDownLatch running = new CountDownLatch(3);
      List<Throwable> failures = new CopyOnWriteArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int number = i;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  running.countDown();
                  try {
                    useUntilClosed(pool, number);
                  } catch (Throwable t) {
                    failures.add(t);
                  }
                }));
      }
      Waiting.until("all run", () -> running.getCount() == 0);
      try {
        pool.close();
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining("of 100 slots not released");
      }
      threads.forEach(Waiting::untilEnded);
      assertThat(failures).isEmpty();
      assertThat(pool.outstanding()).isZero();
      pages.assertUnmapped();
    }
  }

  /** Writes to each slot it gets; on unmapped memory that would throw. */
  private static void useUntilClosed(SlabPool pool, int number) {
    while (true) {
      Slot slot;
      try {
        slot = pool.tryAcquire();
      } catch (IllegalStateException e) {
        return;
      }
      slot.segment().set(ValueLayout.JAVA_LONG, 0, number);
      slot.release();
    }
  }

  /** {@return the pages of all slots; takes and returns each of them} */
  static PoolPages pagesOf(SlabPool pool) throws InterruptedException {
    List<Slot> slots = new ArrayList<>();
    long lowest = Long.MAX_VALUE;
    for (int i = 0; i < pool.capacity(); i++) {
      slots.add(pool.acquire());
      lowest = Math.min(lowest, slots.getLast().segment().address());
    }
    slots.forEach(Slot::release);
    return new PoolPages(lowest, pool.capacity() * pool.slotSize());
  }
}
