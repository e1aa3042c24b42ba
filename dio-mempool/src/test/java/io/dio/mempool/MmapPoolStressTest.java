// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * All ways to acquire run at the same time. Each owner writes a mark of its own into its memory.
 */
@Timeout(120)
class MmapPoolStressTest {

  private final AtomicLong acquired = new AtomicLong();
  private final AtomicInteger forged = new AtomicInteger();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  @Test
  void noBufferIsHandedOutTwiceAndNoneIsLost() throws InterruptedException, TimeoutException {
    try (MmapPool pool = new MmapPool("stress", 4096, 3)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int number = i;
        Runnable work = () -> acquireAndSign(pool, number);
        threads.add(i < 4 ? Thread.ofPlatform().start(work) : Thread.ofVirtual().start(work));
      }
      while (threads.stream().anyMatch(Thread::isAlive)) {
        threads.forEach(Thread::interrupt); // whether they wait or not
        threads.getFirst().join(Duration.ofMillis(1));
      }
      assertThat(failures).isEmpty();
      assertThat(forged).hasValue(0);
      assertThat(acquired.get()).isGreaterThan(10_000);
      assertThat(pool.waiting()).isZero();
      assertThat(pool.outstanding()).isZero();
      List<MmapBuffer> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(pool.acquire(Duration.ZERO));
      }
      all.forEach(MmapBuffer::release);
    }
  }

  private void acquireAndSign(MmapPool pool, int number) {
    for (int round = 0; round < 5000; round++) {
      try {
        MmapBuffer buffer =
            switch ((round + number) % 4) {
              case 0 -> pool.tryAcquire();
              case 1 -> pool.acquire(Duration.ofNanos(50_000));
              case 2 -> pool.acquireAligned(100);
              default -> pool.acquire();
            };
        if (buffer != null) {
          acquired.incrementAndGet();
          sign(buffer, number, round);
        }
      } catch (InterruptedException | TimeoutException e) {
        // The interrupts are part of the stress. At the end the test checks that no buffer was lost
        // by them.
      } catch (Throwable t) {
        failures.add(t);
      }
    }
  }

  private void sign(MmapBuffer buffer, int number, int round) {
    MemorySegment segment = buffer.segment();
    long signature = (long) number << 32 | round;
    segment.set(ValueLayout.JAVA_LONG, 0, signature);
    boolean shared = buffer.tryRetain();
    if (round % 8 == 0) {
      LockSupport.parkNanos(1); // lets others run
    }
    if (!shared || segment.get(ValueLayout.JAVA_LONG, 0) != signature) {
      forged.incrementAndGet();
    }
    buffer.release();
    if (segment.get(ValueLayout.JAVA_LONG, 0) != signature) {
      forged.incrementAndGet();
    }
    buffer.release();
  }
}
