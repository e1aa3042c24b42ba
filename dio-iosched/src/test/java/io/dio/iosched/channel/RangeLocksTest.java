// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RangeLocksTest {
  private final RangeLocks locks = new RangeLocks();

  private Background<Void> lockAndUnlock(long from, long to, boolean alone) {
    return Background.run(() -> locks.lock(from, to, alone).unlock());
  }

  @Test
  void rangesThatDoNotOverlapOrAreSharedDoNotWait() throws Exception {
    RangeLocks.Range first = locks.lock(0, 10, true);
    RangeLocks.Range second = locks.lock(10, 20, false);
    lockAndUnlock(20, 30, true).get();
    lockAndUnlock(5 + 7, 20, false).get();
    second.unlock();
    first.unlock();
  }

  @Test
  void anOverlappingRangeWaitsForOneThatIsHeldAlone() throws Exception {
    RangeLocks.Range held = locks.lock(0, 10, true);
    Background<Void> shared = lockAndUnlock(9, 12, false).untilWaiting();
    Background<Void> alone = lockAndUnlock(0, 1, true).untilWaiting();
    held.unlock();
    shared.get();
    alone.get();
  }

  @Test
  void aRangeThatIsAskedForAloneWaitsForSharedOnesAndIsNotOvertaken() throws Exception {
    RangeLocks.Range shared = locks.lock(0, 100, false);
    Background<Void> alone = lockAndUnlock(50, 60, true).untilWaiting();
    Background<Void> later = lockAndUnlock(55, 70, false).untilWaiting();
    lockAndUnlock(0, 50, false).get();
    shared.unlock();
    alone.get();
    later.get();
  }

  @Test
  void anInterruptDoesNotEndTheWait() throws Exception {
    RangeLocks.Range held = locks.lock(0, 10, true);
    Background<Boolean> waiting =
        Background.call(() -> {
          Thread.currentThread().interrupt();
          locks.lock(0, 10, true).unlock();
          return Thread.interrupted();
        });
    waiting.untilWaiting();
    held.unlock();
    assertThat(waiting.get()).isTrue();
  }

  @Test
  void noTwoThreadsHaveABlockIfOneHasItAlone() throws Exception {
    int blocks = 8;
    AtomicIntegerArray users = new AtomicIntegerArray(blocks);
    List<Background<Void>> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Random random = new Random(i);
      threads.add(
          Background.run(() -> {
            for (int k = 0; k < 3000; k++) {
              int from = random.nextInt(blocks);
              int to = from + 1 + random.nextInt(blocks - from);
              boolean alone = random.nextBoolean();
              RangeLocks.Range range = locks.lock(from, to, alone);
              int share = alone ? 1000 : 1;
              for (int block = from; block < to; block++) {
                int before = users.getAndAdd(block, share);
                assertThat(before).isLessThan(alone ? 1 : 1000);
              }
              for (int block = from; block < to; block++) {
                users.addAndGet(block, -share);
              }
              range.unlock();
            }
          }));
    }
    for (Background<Void> thread : threads) {
      thread.get();
    }
  }
}
