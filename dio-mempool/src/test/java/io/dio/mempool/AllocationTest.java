// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.dio.testing.fixtures.TimeLimits;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Measures the heap that an acquire and its release allocate. */
class AllocationTest {

  private static final int WARM_UP = 20_000;
  private static final int MEASURED = 100_000;

  /**
   * 32 bytes for the object, and a little for what the compiler's threads have not optimised yet.
   */
  private static final double MOST = 32.5;

  /** The compiler's threads may have to wait long for a processor on a busy machine. */
  private static final long PATIENCE_NANOS = TimeLimits.ofSeconds(60).toNanos();

  /** The measured code. */
  interface AcquireAndRelease {
    void run() throws InterruptedException;
  }

  /** The acquired object escapes to this field, so that the compiler cannot optimise it away. */
  private PooledMemory escaped;

  @Test
  void aBufferCostsAtMost32Bytes() throws InterruptedException {
    try (MmapPool pool = new MmapPool("allocation", 4096, 64)) {
      assertThat(
              bytesPerCall(() -> {
                escaped = pool.acquire();
                consume(escaped.segment());
                escaped.release();
              }))
          .isBetween(16.0, MOST);
    }
  }

  @Test
  void aBufferThatIsTriedForCostsAtMost32Bytes() throws InterruptedException {
    try (MmapPool pool = new MmapPool("allocation", 4096, 64)) {
      assertThat(
              bytesPerCall(() -> {
                escaped = pool.tryAcquire();
                escaped.release();
              }))
          .isBetween(16.0, MOST);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 4096})
  void aSlotCostsAtMost32Bytes(int slotCount) throws InterruptedException {
    try (SlabPool pool = new SlabPool("test", 4096, slotCount)) {
      assertThat(
              bytesPerCall(() -> {
                escaped = pool.acquire();
                consume(escaped.segment());
                escaped.release();
              }))
          .isBetween(16.0, MOST);
    }
  }

  private static double bytesPerCall(AcquireAndRelease call) throws InterruptedException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < WARM_UP; i++) {
      call.run();
    }
    double least = Double.MAX_VALUE;
    long start = System.nanoTime();
    while (least > MOST && System.nanoTime() - start < PATIENCE_NANOS) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < MEASURED; i++) {
        call.run();
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      least = Math.min(least, allocated / (double) MEASURED);
    }
    return least;
  }

  private static void consume(Object object) {
    Objects.requireNonNull(object);
  }
}
