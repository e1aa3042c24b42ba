// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotMaskTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1, 64",
    "2, 1",
    "7, 2",
    "31, 1",
    "32, 1",
    "33, 1",
    "63, 2",
    "64, 2",
    "65, 2",
    "128, 1",
    "257, 64",
    "2048, 2",
    "2049, 2",
    "4096, 512",
    "65535, 2",
    "65536, 2",
    "65536, 1024"
  })
  void handsOutEverySlotExactlyOnce(int slotCount, int processors) {
    SlotMask mask = new SlotMask(slotCount, processors);
    BitSet claimed = new BitSet();
    for (int i = 0; i < slotCount; i++) {
      int slot = mask.claim();
      assertThat(slot).isBetween(0, slotCount - 1);
      assertThat(claimed.get(slot)).as("slot %d was claimed before", slot).isFalse();
      claimed.set(slot);
      if (Integer.bitCount(i) == 1) {
        assertThat(mask.taken()).isEqualTo(i + 1);
      }
    }
    assertThat(mask.claim()).isEqualTo(SlotMask.NONE);
    assertThat(mask.taken()).isEqualTo(slotCount);

    for (int slot = 0; slot < slotCount; slot++) {
      assertThat(mask.release(slot)).isFalse();
    }
    assertThat(mask.taken()).isZero();
    for (int i = 0; i < slotCount; i++) {
      assertThat(mask.claim()).isNotEqualTo(SlotMask.NONE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32, 33, 2047, 4097, 65_536})
  void findsTheOneFreeSlotWhereverItIs(int slotCount) {
    SlotMask mask = fullMask(slotCount);
    for (int slot = 0; slot < slotCount; slot++) {
      mask.release(slot);
      assertThat(mask.claim()).isEqualTo(slot);
      assertThat(mask.claim()).isEqualTo(SlotMask.NONE);
    }
  }

  @Test
  void threadsStartAtDifferentPlaces() throws InterruptedException {
    SlotMask mask = new SlotMask(1024, 8);
    BitSet slots = new BitSet();
    for (int i = 0; i < 32; i++) {
      AtomicInteger slot = new AtomicInteger();
      Thread.ofVirtual().start(() -> slot.set(claimAndRelease(mask))).join();
      slots.set(slot.get());
    }
    // Each thread finds the mask empty. If all started at the same place, they would compete for
    // one slot.
    assertThat(slots.cardinality()).isGreaterThanOrEqualTo(16);
  }

  private static int claimAndRelease(SlotMask mask) {
    int slot = mask.claim();
    mask.release(slot);
    return slot;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 65_536})
  void handsOutNothingOnceClosed(int slotCount) {
    SlotMask mask = new SlotMask(slotCount, 2);
    mask.close();
    assertThat(mask.claim()).isEqualTo(SlotMask.CLOSED);
    assertThat(mask.taken()).isZero();
  }

  @Test
  void aFullMaskIsClosedTooRatherThanFull() {
    SlotMask mask = fullMask(100);
    mask.close();
    assertThat(mask.claim()).isEqualTo(SlotMask.CLOSED);
  }

  @Test
  void releasesSayWhetherTheMaskWasClosedWhileTheSlotWasOut() {
    SlotMask mask = new SlotMask(100, 2);
    int releasedBefore = mask.claim();
    int releasedAfter = mask.claim();
    assertThat(mask.release(releasedBefore)).isFalse();
    mask.close();
    assertThat(mask.taken()).isEqualTo(1);
    assertThat(mask.release(releasedAfter)).isTrue();
    assertThat(mask.taken()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 3", "3, 2, 4", "64, 1, 4", "64, 64, 4", "130, 1, 4", "4096, 2, 4"})
  void neverHandsOutASlotTwiceNorLosesOne(int slotCount, int processors, int threads)
      throws InterruptedException {
    SlotMask mask = new SlotMask(slotCount, processors);
    AtomicIntegerArray holders = new AtomicIntegerArray(slotCount);
    AtomicInteger violations = new AtomicInteger();
    // Platform and virtual threads. Each holds up to a third of all slots, so that the mask becomes
    // full.
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      ThreadFactory factory =
          i % 2 == 0 ? Thread.ofPlatform().factory() : Thread.ofVirtual().factory();
      Thread thread = factory.newThread(() -> churn(mask, holders, violations, slotCount));
      running.add(thread);
      thread.start();
    }
    for (Thread thread : running) {
      thread.join();
    }
    assertThat(violations).hasValue(0);
    assertThat(mask.taken()).isZero();
    for (int i = 0; i < slotCount; i++) {
      assertThat(mask.claim()).isNotNegative();
    }
    assertThat(mask.claim()).isEqualTo(SlotMask.NONE);
  }

  private static void churn(
      SlotMask mask, AtomicIntegerArray holders, AtomicInteger violations, int slotCount) {
    int atOnce = slotCount / 3 + 1;
    int[] held = new int[atOnce];
    for (int claims = 0; claims < 100_000; ) {
      int count = 0;
      while (count < atOnce) {
        int slot = mask.claim();
        claims++;
        if (slot == SlotMask.NONE) {
          break;
        }
        if (!holders.compareAndSet(slot, 0, 1)) {
          violations.incrementAndGet();
        }
        held[count++] = slot;
      }
      while (count > 0) {
        int slot = held[--count];
        if (!holders.compareAndSet(slot, 1, 0)) {
          violations.incrementAndGet();
        }
        mask.release(slot);
      }
    }
  }

  @Test
  void aSlotThatOneThreadReleasesIsThereForItsNextClaimWhileOthersFindNothing()
      throws InterruptedException {
    // The other threads retract hints all the time, but never get a slot that stays free.
    int slotCount = 512;
    SlotMask mask = fullMask(slotCount);
    AtomicInteger running = new AtomicInteger(1);
    AtomicInteger stolen = new AtomicInteger();
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              while (running.get() == 1) {
                int slot = mask.claim();
                if (slot >= 0) {
                  stolen.incrementAndGet();
                  mask.release(slot);
                }
              }
            });
    int mine = 0;
    int lost = 0;
    for (int i = 0; i < 50_000; i++) {
      int stolenBefore = stolen.get();
      mask.release(mine);
      int slot = mask.claim();
      if (slot == SlotMask.NONE) {
        // Legal only if the other thread has the slot, or had it in the meantime.
        Waiting.until("the other thread had the slot", () -> mask.taken() < slotCount);
        lost += stolen.get() == stolenBefore ? 1 : 0;
        while (slot == SlotMask.NONE) {
          slot = mask.claim();
        }
      }
      mine = slot;
    }
    running.set(0);
    other.join();
    assertThat(lost).isZero();
    assertThat(mask.taken()).isEqualTo(slotCount);
  }

  @Test
  void closingCountsEveryLeaseExactlyOnceWhileThreadsClaimAndRelease() throws InterruptedException {
    for (int round = 0; round < 300; round++) {
      SlotMask mask = new SlotMask(100, 2);
      int threads = 3;
      CountDownLatch started = new CountDownLatch(threads);
      AtomicInteger claims = new AtomicInteger();
      AtomicInteger releases = new AtomicInteger();
      AtomicInteger releasesAfterClose = new AtomicInteger();
      List<Thread> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            Thread.ofPlatform()
                .start(() -> {
                  started.countDown();
                  for (int slot; (slot = mask.claim()) != SlotMask.CLOSED; ) {
                    claims.incrementAndGet();
                    boolean closed = mask.release(slot);
                    releases.incrementAndGet();
                    if (closed) {
                      releasesAfterClose.incrementAndGet();
                    }
                  }
                }));
      }
      started.await();
      mask.close();
      int takenAtClose = mask.taken();
      for (Thread thread : running) {
        thread.join();
      }
      assertThat(mask.taken()).isZero();
      assertThat(releases).hasValue(claims.get());
      // Some may have been released between close and count, but not the other way round.
      assertThat(releasesAfterClose.get()).isBetween(takenAtClose, threads);
    }
  }

  private static SlotMask fullMask(int slotCount) {
    SlotMask mask = new SlotMask(slotCount, 2);
    for (int i = 0; i < slotCount; i++) {
      mask.claim();
    }
    return mask;
  }
}
