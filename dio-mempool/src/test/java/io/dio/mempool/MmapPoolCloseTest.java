// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.mempool.internal.PinnedPool;
import io.dio.testing.fixtures.BlockedRead;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MmapPoolCloseTest {

  @Test
  void closeUnmapsExactlyThePoolsMemory() throws InterruptedException {
    MmapPool pool = new MmapPool("closed", 8192, 4);
    PoolPages pages = pagesOf(pool);
    pages.assertMapped();
    MmapPool neighbour = new MmapPool("neighbour", 8192, 4);
    PoolPages neighbours = pagesOf(neighbour);
    pool.close();
    pages.assertUnmapped();
    neighbours.assertMapped();
    neighbour.close();
    neighbours.assertUnmapped();
  }

  @Test
  void closingAgainDoesNothing() throws InterruptedException {
    MmapPool pool = new MmapPool("closed", 4096, 1);
    PoolPages pages = pagesOf(pool);
    pool.close();
    pool.close();
    pages.assertUnmapped();
    assertThat(pool.misuseCount()).isZero();
  }

  @Test
  void aPinnedPoolStaysMappedUntilThePinIsClosed() throws InterruptedException {
    MmapPool pool = new MmapPool("pinned", 8192, 4);
    PoolPages pages = pagesOf(pool);
    PinnedPool pin = PinnedPool.pinAll(List.of(), List.of(pool)).getFirst();
    assertThat(pin.address()).isEqualTo(pages.address());
    assertThat(pin.byteSize()).isEqualTo(4 * 8192);
    assertThat(pin.slotSize()).isEqualTo(8192);
    assertThatIllegalStateException()
        .isThrownBy(pool::close)
        .withMessageContainingAll("0 of 4 buffers", "1 schedulers");
    pages.assertMapped();
    pin.close();
    pages.assertUnmapped();
  }

  @Test
  void ifOnePoolIsClosedNoneIsPinned() {
    MmapPool closed = new MmapPool("gone", 4096, 1);
    closed.close();
    SlabPool slab = new SlabPool("open", 4096, 1);
    assertThatIllegalStateException()
        .isThrownBy(() -> PinnedPool.pinAll(List.of(slab), List.of(closed)))
        .withMessageContaining("gone");
    // A pinned pool cannot be closed.
    slab.close();
  }

  @Test
  void aClosedPoolGivesNothing() {
    MmapPool pool = new MmapPool("gone", 4096, 1);
    pool.close();
    for (CompletingThread.Task acquire :
        List.<CompletingThread.Task>of(
            pool::acquire,
            pool::tryAcquire,
            () -> pool.acquire(Duration.ofDays(1)),
            () -> pool.acquire(Duration.ZERO),
            () -> pool.acquireAligned(1),
            () -> pool.acquireAligned(5000))) {
      assertThatIllegalStateException()
          .isThrownBy(acquire::run)
          .withMessage("pool \"gone\" is closed");
    }
    assertThat(pool.outstanding()).isZero();
  }

  @Test
  void closingWithBuffersOutThrowsNamingHowMany() throws InterruptedException {
    MmapPool pool = new MmapPool("busy", 4096, 3);
    MmapBuffer first = pool.acquire();
    MmapBuffer second = pool.acquire();
    assertThatIllegalStateException()
        .isThrownBy(pool::close)
        .withMessageContainingAll("pool \"busy\"", "2 of 3 buffers");
    first.release();
    assertThatIllegalStateException()
        .isThrownBy(pool::close)
        .withMessageContaining("1 of 3 buffers");
    second.release();
    pool.close();
  }

  @Test
  void thePoolStaysClosingAndTheLastReleaseUnmaps() throws InterruptedException {
    MmapPool pool = new MmapPool("closing", 4096, 3);
    PoolPages pages = pagesOf(pool);
    MmapBuffer first = pool.acquire();
    MmapBuffer second = pool.acquire();
    second.tryRetain();
    assertThatIllegalStateException().isThrownBy(pool::close);

    assertThatIllegalStateException().isThrownBy(pool::tryAcquire);
    first.segment().set(JAVA_LONG, 0, 1);
    first.release();
    second.release();
    pages.assertMapped();
    MemorySegment kept = second.segment();
    kept.set(JAVA_LONG, 0, 2);
    assertThat(second.tryRetain()).isTrue();
    second.release();
    second.release();
    pages.assertUnmapped();
    assertThatIllegalStateException().isThrownBy(() -> kept.get(JAVA_LONG, 0));
    assertThatIllegalStateException().isThrownBy(second::release);
    pool.close();
  }

  @Test
  void countedInsteadOfThrownTheLastReleaseUnmapsToo() throws InterruptedException {
    MmapPool pool =
        new MmapPool("counting", 4096, 3, PoolOptions.defaults().withMisuseCounted(true));
    PoolPages pages = pagesOf(pool);
    MmapBuffer buffer = pool.acquire();
    pool.close();
    assertThat(pool.misuseCount()).isEqualTo(1);
    pages.assertMapped();
    buffer.release();
    pages.assertUnmapped();
    buffer.release();
    assertThat(pool.misuseCount()).isEqualTo(2);
    pool.close();
    assertThat(pool.misuseCount()).isEqualTo(2);
  }

  @Test
  void waitersGetAnExceptionThoughBuffersAreOut() throws InterruptedException {
    MmapPool pool = new MmapPool("waited for", 4096, 1);
    PoolPages pages = pagesOf(pool);
    MmapBuffer held = pool.acquire();
    List<Exception> thrown = new CopyOnWriteArrayList<>();
    List<Thread> waiters = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      boolean timed = i % 2 == 0;
      Runnable wait =
          () -> {
            try {
              (timed ? pool.acquire(Duration.ofDays(1)) : pool.acquire()).release();
            } catch (InterruptedException | TimeoutException | IllegalStateException e) {
              thrown.add(e);
            }
          };
      waiters.add(i < 3 ? Thread.ofPlatform().start(wait) : Thread.ofVirtual().start(wait));
    }
    Waiting.untilWaiting(pool, 6);
    assertThatIllegalStateException()
        .isThrownBy(pool::close)
        .withMessageContaining("1 of 1 buffers");
    waiters.forEach(Waiting::untilEnded);
    assertThat(thrown)
        .hasSize(6)
        .allSatisfy(e ->
            assertThat(e)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("pool \"waited for\" is closed"));
    held.release();
    pages.assertUnmapped();
  }

  @Test
  void closeRacesWithAcquirersAndNobodyTouchesUnmappedMemory() throws InterruptedException {
    for (int round = 0; round < 100; round++) {
      MmapPool pool = new MmapPool("race", 4096, 2);
      PoolPages pages = pagesOf(pool);
      CountDownLatch running = new CountDownLatch(4);
      AtomicInteger refused = new AtomicInteger();
      List<Throwable> failures = new CopyOnWriteArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int number = i;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  running.countDown();
                  try {
                    useUntilClosed(pool, number);
                    refused.incrementAndGet();
                  } catch (Throwable t) {
                    failures.add(t);
                  }
                }));
      }
      running.await();
      for (int i = 0; i < round; i++) {
        Thread.onSpinWait();
      }
      try {
        pool.close();
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining("of 2 buffers not released");
      }
      threads.forEach(Waiting::untilEnded);
      assertThat(failures).isEmpty();
      assertThat(refused).hasValue(4);
      assertThat(pool.outstanding()).isZero();
      pages.assertUnmapped();
    }
  }

  /** Writes to each buffer it gets. On unmapped memory that would throw. */
  private static void useUntilClosed(MmapPool pool, int number) throws Exception {
    while (true) {
      MmapBuffer buffer;
      try {
        buffer =
            switch (number) {
              case 0 -> pool.tryAcquire();
              case 1 -> pool.acquire(Duration.ofDays(1));
              default -> pool.acquire();
            };
      } catch (IllegalStateException e) {
        return;
      }
      if (buffer != null) {
        buffer.segment().set(JAVA_LONG, 8L * number, number);
        buffer.release();
      }
    }
  }

  @Test
  void oneOfManyClosersUnmaps() throws InterruptedException {
    for (int round = 0; round < 50; round++) {
      MmapPool pool = new MmapPool("closers", 4096, 2);
      PoolPages pages = pagesOf(pool);
      List<Throwable> failures = new CopyOnWriteArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    pool.close();
                  } catch (Throwable t) {
                    failures.add(t);
                  }
                }));
      }
      threads.forEach(Waiting::untilEnded);
      assertThat(failures).isEmpty();
      pages.assertUnmapped();
    }
  }

  @Test
  void memoryThatANativeCallUsesIsUnmappedByTheNextClose() throws Exception {
    MmapPool pool = new MmapPool("in use", 4096, 1);
    PoolPages pages = pagesOf(pool);
    MmapBuffer buffer = pool.acquire();
    try (BlockedRead call = BlockedRead.startInto(buffer.segment())) {
      assertThat(call.isBlocked()).isTrue();
      buffer.release(); // a mistake of the user that releasing cannot notice
      assertThatIllegalStateException()
          .isThrownBy(pool::close)
          .withMessageContainingAll("pool \"in use\"", "native call", "close it again");
      pages.assertMapped();
    }
    pool.close();
    pages.assertUnmapped();
  }

  @Test
  void theLastReleaseDoesNotFailBecauseANativeCallUsesTheMemory() throws Exception {
    MmapPool pool = new MmapPool("in use", 4096, 2);
    PoolPages pages = pagesOf(pool);
    MmapBuffer buffer = pool.acquire();
    try (BlockedRead call = BlockedRead.startInto(buffer.segment())) {
      assertThat(call.isBlocked()).isTrue();
      assertThatIllegalStateException().isThrownBy(pool::close);
      buffer.release();
      pages.assertMapped();
    }
    pool.close();
    pages.assertUnmapped();
  }

  /** {@return the pages of all buffers; the method acquires and releases each of them} */
  static PoolPages pagesOf(MmapPool pool) throws InterruptedException {
    List<MmapBuffer> buffers = new ArrayList<>();
    long lowest = Long.MAX_VALUE;
    for (int i = 0; i < pool.capacity(); i++) {
      buffers.add(pool.acquire());
      lowest = Math.min(lowest, buffers.getLast().segment().address());
    }
    buffers.forEach(MmapBuffer::release);
    return new PoolPages(lowest, pool.capacity() * pool.bufferSize());
  }
}
