// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dio.align.PageKind;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MmapPoolTest {

  @Test
  void tellsWhatItWasMadeOf() {
    try (MmapPool pool = new MmapPool("writes", 8192, 3)) {
      assertThat(pool.name()).isEqualTo("writes");
      assertThat(pool.bufferSize()).isEqualTo(8192);
      assertThat(pool.capacity()).isEqualTo(3);
      assertThat(pool.available()).isEqualTo(3);
      assertThat(pool.outstanding()).isZero();
      assertThat(pool.misuseCount()).isZero();
      assertThat(pool.pageKind()).isEqualTo(PageKind.BASE);
      MmapBuffer buffer = pool.tryAcquire();
      assertThat(pool.available()).isEqualTo(2);
      assertThat(pool).hasToString("pool \"writes\" (1 of 3 buffers of 8192 bytes out)");
      buffer.release();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 4096", "4096, 4096", "4097, 8192"})
  void bufferSizeIsRoundedUpToWholeBlocks(long requested, long expected)
      throws InterruptedException {
    try (MmapPool pool = new MmapPool("rounded", requested, 2);
        MmapBuffer buffer = pool.acquire()) {
      assertThat(pool.bufferSize()).isEqualTo(expected);
      assertThat(buffer.segment().byteSize()).isEqualTo(expected);
      assertThat(buffer.isPooled()).isTrue();
    }
  }

  @Test
  void buffersAreAlignedZeroedAndApart() throws InterruptedException {
    try (MmapPool pool = new MmapPool("apart", 8192, 40)) {
      List<MmapBuffer> buffers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        MmapBuffer buffer = pool.acquire();
        assertThat(buffer.segment().address() % 4096).isZero();
        assertThat(buffer.segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
        buffers.add(buffer);
        assertThat(pool.outstanding()).isEqualTo(i + 1);
      }
      for (int i = 0; i < 40; i++) {
        buffers.get(i).segment().fill((byte) i);
      }
      for (int i = 0; i < 40; i++) {
        assertThat(buffers.get(i).segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(i);
        buffers.get(i).release();
      }
      assertThat(pool.outstanding()).isZero();
    }
  }

  @Test
  void allMemoryIsOneMappingThatChildrenDoNotGet() throws InterruptedException {
    try (MmapPool pool = new MmapPool("mapping", 8192, 16)) {
      long lowest = Long.MAX_VALUE;
      List<MmapBuffer> buffers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        MmapBuffer buffer = pool.acquire();
        buffers.add(buffer);
        lowest = Math.min(lowest, buffer.segment().address());
      }
      new PoolPages(lowest, 16 * 8192).assertMapped();
      buffers.forEach(MmapBuffer::release);
    }
  }

  @Test
  void tryAcquireGivesNullWhenNoneIsLeft() {
    try (MmapPool pool = new MmapPool("two", 4096, 2)) {
      MmapBuffer first = pool.tryAcquire();
      MmapBuffer second = pool.tryAcquire();
      assertThat(pool.tryAcquire()).isNull();
      first.release();
      MmapBuffer third = pool.tryAcquire();
      assertThat(third).isNotNull();
      second.release();
      third.release();
    }
  }

  @Test
  void timedAcquireThrowsWhenTheTimeIsOver() throws Exception {
    try (MmapPool pool = new MmapPool("timed", 4096, 1);
        MmapBuffer held = pool.acquire(Duration.ofSeconds(1))) {
      assertThat(held.isPooled()).isTrue();
      long start = System.nanoTime();
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> pool.acquire(Duration.ofMillis(30)))
          .withMessageContainingAll("1 buffers", "pool \"timed\"", "PT0.03S");
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
      assertThat(pool.outstanding()).isEqualTo(1);
      assertThat(pool.waiting()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT-2562047788015215H"})
  void timedAcquireWithoutTimeDoesNotWait(Duration timeout) throws Exception {
    try (MmapPool pool = new MmapPool("no time", 4096, 1)) {
      MmapBuffer held = pool.acquire(timeout);
      assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> pool.acquire(timeout));
      held.release();
    }
  }

  @Test
  void timedAcquireTakesMoreTimeThanALongHasNanoseconds() throws Exception {
    Duration veryLong = Duration.ofSeconds(Long.MAX_VALUE);
    try (MmapPool pool = new MmapPool("long", 4096, 1)) {
      MmapBuffer held = pool.acquire(veryLong);
      Thread waiter =
          Thread.ofPlatform()
              .start(() -> PoolWaitingContract.releaseQuietly(() -> pool.acquire(veryLong)));
      Waiting.untilWaiting(pool, 1);
      held.release();
      Waiting.untilEnded(waiter);
    }
  }

  @Test
  void acquireAlignedTakesABufferOfThePoolIfItIsLargeEnough() throws InterruptedException {
    try (MmapPool pool = new MmapPool("fits", 8192, 1)) {
      for (long byteSize : new long[] {1, 4096, 8192}) {
        try (MmapBuffer buffer = pool.acquireAligned(byteSize)) {
          assertThat(buffer.isPooled()).isTrue();
          assertThat(buffer.segment().byteSize()).isEqualTo(8192);
          assertThat(pool.outstanding()).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void acquireAlignedMakesALargerBufferThatIsNotCounted() throws InterruptedException {
    try (MmapPool pool = new MmapPool("too small", 8192, 1);
        MmapBuffer held = pool.acquire()) {
      MmapBuffer large = pool.acquireAligned(8193);
      assertThat(large.isPooled()).isFalse();
      assertThat(large.segment().byteSize()).isEqualTo(12_288);
      assertThat(held.isPooled()).isTrue();
      assertThat(pool.outstanding()).isEqualTo(1);
      PoolPages pages = PoolPages.of(large.segment());
      large.release();
      pages.assertUnmapped();
      assertThatIllegalStateException().isThrownBy(large::release);
    }
  }

  @Test
  void misuseOfALargerBufferIsCountedByItsPool() throws InterruptedException {
    PoolOptions counting = PoolOptions.defaults().withMisuseCounted(true);
    try (MmapPool pool = new MmapPool("counting", 4096, 1, counting)) {
      MmapBuffer large = pool.acquireAligned(5000);
      large.release();
      large.release();
      assertThat(pool.misuseCount()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void acquireAlignedRefusesAnImpossibleSize(long byteSize) {
    try (MmapPool pool = new MmapPool("sizes", 4096, 1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pool.acquireAligned(byteSize))
          .withMessageContainingAll("byteSize", Long.toString(byteSize));
      assertThat(pool.outstanding()).isZero();
    }
  }

  @Test
  void anInterruptedThreadIsNotGivenABufferOfTheSizeThatItNeeds() {
    try (MmapPool pool = new MmapPool("interrupted", 4096, 1)) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> pool.acquireAligned(1));
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThat(pool.outstanding()).isZero();
    }
  }

  @Test
  void onACompletionThreadAcquireThrowsInsteadOfWaiting() throws InterruptedException {
    try (MmapPool pool = new MmapPool("completion", 4096, 1)) {
      MmapBuffer held = pool.acquire();
      assertThat(CompletingThread.failureOf(pool::acquire))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("MmapPool.acquire()", "test-coordinator");
      assertThat(CompletingThread.failureOf(() -> pool.acquire(Duration.ofDays(1))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("MmapPool.acquire(Duration)");
      assertThat(CompletingThread.failureOf(() -> pool.acquireAligned(1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("MmapPool.acquireAligned()");
      assertThat(CompletingThread.failureOf(() -> assertThat(pool.tryAcquire()).isNull())).isNull();
      assertThat(pool.waiting()).isZero();
      held.release();
      assertThat(pool.outstanding()).isZero();
    }
  }

  @Test
  void onACompletionThreadAcquireSucceedsWhereItNeedNotWait() throws InterruptedException {
    try (MmapPool pool = new MmapPool("completion", 4096, 1)) {
      assertThat(CompletingThread.failureOf(() -> pool.acquire().release())).isNull();
      assertThat(CompletingThread.failureOf(() -> pool.acquire(Duration.ofDays(1)).release()))
          .isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void impossibleBufferSizeIsRefused(long bufferSize) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MmapPool("sizes", bufferSize, 1))
        .withMessageContainingAll("bufferSize", Long.toString(bufferSize));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1L << 31, Long.MIN_VALUE})
  void impossibleCapacityIsRefused(long capacity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MmapPool("capacities", 4096, capacity))
        .withMessageContainingAll("capacity", Long.toString(capacity));
  }

  @Test
  void moreBytesThanALongCountsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MmapPool("overflow", 1L << 60, 16))
        .withMessageContainingAll("capacity is 16", "bufferSize", "exceeds");
  }

  @Test
  void moreMemoryThanThereIsThrowsOutOfMemory() {
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> new MmapPool("huge", 1L << 50, 1)); // no 47 bit address space has it
  }

  @Test
  void nullsAreRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> new MmapPool(null, 4096, 1))
        .withMessage("name");
    assertThatNullPointerException()
        .isThrownBy(() -> new MmapPool("options", 4096, 1, null))
        .withMessage("options");
  }
}
