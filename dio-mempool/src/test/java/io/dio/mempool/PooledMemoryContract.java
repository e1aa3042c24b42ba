// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of reference counting, which are the same for a buffer and a slot. */
abstract class PooledMemoryContract {

  /** The name of the memory in messages. */
  abstract String ownerInMessages();

  /** A pool of one buffer or slot, so that the next acquire gets the same memory. */
  final Pool<?> poolOfOne(PoolOptions options) {
    return poolOf(1, options);
  }

  /** A pool of buffers or slots of 4096 bytes. */
  abstract Pool<?> poolOf(int capacity, PoolOptions options);

  private Pool<?> pool;

  @BeforeEach
  void openPool() {
    pool = poolOfOne(PoolOptions.defaults());
  }

  @AfterEach
  void closePool() {
    pool.close();
  }

  @Test
  void memoryReturnsWithTheLastReference() throws InterruptedException {
    PooledMemory memory = pool.acquire();
    assertThat(memory.tryRetain()).isTrue();
    assertThat(memory.tryRetain()).isTrue();
    memory.release();
    memory.release();
    assertThat(pool.outstanding()).isEqualTo(1);
    assertThat(memory.segment().byteSize()).isEqualTo(4096);
    memory.release();
    assertThat(pool.outstanding()).isZero();
  }

  @Test
  void releasedMemoryCannotBeRetained() throws InterruptedException {
    PooledMemory memory = pool.acquire();
    memory.release();
    assertThat(memory.tryRetain()).isFalse();
    assertThat(pool.outstanding()).isZero();
  }

  @Test
  void secondReleaseThrowsNamingPoolAndMemory() throws InterruptedException {
    PooledMemory memory = pool.acquire();
    memory.release();
    assertThatIllegalStateException()
        .isThrownBy(memory::release)
        .withMessageContainingAll(ownerInMessages(), " 0 ", "released more often");
  }

  @Test
  void useAfterReleaseThrowsNamingPoolAndMemory() throws InterruptedException {
    PooledMemory memory = pool.acquire();
    memory.release();
    assertThatIllegalStateException()
        .isThrownBy(memory::segment)
        .withMessageContainingAll(ownerInMessages(), " 0 ", "used after its last release");
  }

  @Test
  void staleObjectCannotTouchTheNextLeaseOfItsMemory() throws InterruptedException {
    PooledMemory stale = pool.acquire();
    MemorySegment kept = stale.segment();
    stale.release();
    PooledMemory next = pool.acquire();
    assertThat(next).isNotSameAs(stale);
    assertThat(next.segment().address()).isEqualTo(kept.address());

    assertThat(stale.tryRetain()).isFalse();
    assertThatIllegalStateException().isThrownBy(stale::release);
    assertThatIllegalStateException().isThrownBy(stale::segment);
    assertThat(pool.outstanding()).isEqualTo(1);
    assertThat(next.segment().byteSize()).isEqualTo(4096);
    next.release();
  }

  @Test
  void segmentKeptPastReleaseStillAddressesTheMemory() throws InterruptedException {
    PooledMemory memory = pool.acquire();
    MemorySegment kept = memory.segment();
    memory.release();
    PooledMemory next = pool.acquire();
    next.segment().set(ValueLayout.JAVA_LONG, 0, 42);
    assertThat(kept.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(42);
    next.release();
  }

  @Test
  void segmentIsTheSameEachTimeAndWritable() throws InterruptedException {
    PooledMemory memory = pool.acquire();
    assertThat(memory.segment()).isSameAs(memory.segment());
    assertThat(memory.segment().isReadOnly()).isFalse();
    assertThat(memory.segment().address() % 4096).isZero();
    memory.release();
  }

  // ---- slices ----

  @Test
  void aSliceIsThatPartOfTheMemory() throws InterruptedException {
    PooledMemory memory = pool.acquire();
    PooledMemory slice = memory.slice(100, 200);
    assertThat(slice.segment().address()).isEqualTo(memory.segment().address() + 100);
    assertThat(slice.segment().byteSize()).isEqualTo(200);
    assertThat(slice.segment()).isSameAs(slice.segment());
    PooledMemory inner = slice.slice(50, 150);
    assertThat(inner.segment().address()).isEqualTo(memory.segment().address() + 150);
    assertThat(inner.segment().byteSize()).isEqualTo(150);
    assertThat(memory.slice(0, 4096).segment().byteSize()).isEqualTo(4096);
    assertThat(memory.slice(4096, 0).segment().byteSize()).isZero();
    assertThat(slice.toString()).contains("200 bytes of", ownerInMessages());
    memory.release();
  }

  @Test
  void aSliceCountsOnTheWhole() throws InterruptedException {
    PooledMemory memory = pool.acquire();
    PooledMemory slice = memory.slice(100, 200).slice(1, 2);
    assertThat(slice.tryRetain()).isTrue();
    memory.release();
    assertThat(pool.outstanding()).as("a slice takes no reference of its own").isEqualTo(1);
    assertThat(memory.segment()).isNotNull();
    slice.release();
    assertThat(pool.outstanding()).isZero();
  }

  @Test
  void aSliceOfReleasedMemoryIsReleased() throws InterruptedException {
    PooledMemory memory = pool.acquire();
    PooledMemory slice = memory.slice(100, 200);
    memory.release();
    assertThat(slice.tryRetain()).isFalse();
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            slice::segment, () -> slice.slice(0, 1), () -> memory.slice(0, 1))) {
      assertThatIllegalStateException()
          .isThrownBy(use)
          .withMessageContainingAll(ownerInMessages(), " 0 ", "used after its last release");
    }
    assertThatIllegalStateException()
        .isThrownBy(slice::release)
        .withMessageContainingAll(ownerInMessages(), "released more often");
    PooledMemory next = pool.acquire();
    assertThat(slice.tryRetain()).isFalse();
    assertThat(pool.outstanding()).isEqualTo(1);
    next.release();
  }

  @Test
  void aSliceBeyondTheMemoryIsRefused() throws InterruptedException {
    PooledMemory memory = pool.acquire();
    for (long fromByte : new long[] {-1, 4097, Long.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> memory.slice(fromByte, 0))
          .withMessage("fromByte is " + fromByte + ", must be between 0 and 4096");
    }
    for (long byteSize : new long[] {-1, 3997, Long.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> memory.slice(100, byteSize))
          .withMessage(
              "byteSize is " + byteSize + ", must be between 0 and 3996 from byte 100 of 4096");
    }
    PooledMemory slice = memory.slice(100, 200);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> slice.slice(100, 101))
        .withMessage("byteSize is 101, must be between 0 and 100 from byte 100 of 200");
    memory.release();
  }

  @Test
  void namesItselfAndItsReferences() throws InterruptedException {
    PooledMemory memory = pool.acquire();
    memory.tryRetain();
    assertThat(memory.toString()).contains(ownerInMessages(), "4096 bytes", "2 references");
    memory.release();
    memory.release();
    assertThat(memory.toString()).contains("0 references");
  }

  @Test
  void countedMisuseChangesNothing() throws InterruptedException {
    try (Pool<?> counting = poolOfOne(PoolOptions.defaults().withMisuseCounted(true))) {
      PooledMemory stale = counting.acquire();
      stale.release();
      assertThat(counting.misuseCount()).isZero();
      PooledMemory next = counting.acquire();
      stale.release();
      assertThat(counting.misuseCount()).isEqualTo(1);
      assertThat(stale.segment()).isNotNull();
      assertThat(counting.misuseCount()).isEqualTo(2);
      assertThat(stale.tryRetain()).isFalse();
      assertThat(counting.misuseCount()).isEqualTo(2);
      assertThat(counting.outstanding()).isEqualTo(1);
      assertThat(next.segment()).isNotNull();
      next.release();
      assertThat(counting.outstanding()).isZero();
    }
  }

  @Test
  void poisonedMemoryReadsAsNonsenseFromItsLastReleaseOn() throws InterruptedException {
    try (Pool<?> poisoning = poolOfOne(PoolOptions.defaults().withReleasedPoisoned(true))) {
      PooledMemory memory = poisoning.acquire();
      MemorySegment kept = memory.segment();
      kept.fill((byte) 1);
      memory.tryRetain();
      memory.release();
      assertThat(kept.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 1);
      memory.release();
      assertThat(kept.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0xDB);
    }
  }

  // ---- zeroed memory ----

  private static final PoolOptions ZEROED = PoolOptions.defaults().withReleasedZeroed(true);

  private static void writeSecret(PooledMemory memory) {
    memory.segment().fill((byte) 0x5E);
  }

  private static void assertZeros(MemorySegment segment) {
    assertThat(segment.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
  }

  @Test
  void theNextTenantOfAZeroingPoolReadsZeros() throws InterruptedException {
    try (Pool<?> zeroing = poolOfOne(ZEROED)) {
      for (Consumer<PooledMemory> end :
          List.<Consumer<PooledMemory>>of(
              PooledMemory::release,
              memory -> ((Lease) memory).close(),
              memory -> memory.slice(8, 8).release())) {
        PooledMemory memory = zeroing.acquire();
        assertZeros(memory.segment());
        writeSecret(memory);
        end.accept(memory);
      }
      PooledMemory next = zeroing.tryAcquire();
      assertZeros(next.segment());
      next.release();
    }
  }

  @Test
  void memoryIsZeroedByItsLastReleaseAndNotBefore() throws InterruptedException {
    try (Pool<?> zeroing = poolOfOne(ZEROED)) {
      PooledMemory memory = zeroing.acquire();
      MemorySegment kept = memory.segment();
      writeSecret(memory);
      memory.tryRetain();
      memory.release();
      assertThat(kept.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0x5E);
      memory.release();
      assertZeros(kept);
    }
  }

  @Test
  void aThreadThatWaitedForTheMemoryReadsZeros() throws Exception {
    try (Pool<?> zeroing = poolOfOne(ZEROED)) {
      PooledMemory memory = zeroing.acquire();
      writeSecret(memory);
      FutureTask<byte[]> next =
          new FutureTask<>(() -> {
            PooledMemory granted = zeroing.acquire();
            try {
              return granted.segment().toArray(ValueLayout.JAVA_BYTE);
            } finally {
              granted.release();
            }
          });
      Thread.ofVirtual().start(next);
      while (zeroing.waiting() == 0) {
        Thread.onSpinWait();
      }
      memory.release();
      assertThat(next.get()).containsOnly(0);
    }
  }

  @Test
  void memoryReleasedAfterItsPoolWasClosedIsZeroedBeforeItIsUnmapped() throws InterruptedException {
    Pool<?> zeroing = poolOfOne(ZEROED);
    PooledMemory memory = zeroing.acquire();
    MemorySegment kept = memory.segment();
    writeSecret(memory);
    zeroing.memory().pin(); // as a scheduler that has the memory registered: it stays mapped
    assertThatIllegalStateException().isThrownBy(zeroing::close);
    assertThat(kept.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0x5E);
    memory.release();
    assertZeros(kept);
    zeroing.memory().unpin();
    assertThat(kept.scope().isAlive()).isFalse();
  }

  @Test
  void aReleaseThatIsOneTooManyDoesNotZeroTheNextTenant() throws InterruptedException {
    try (Pool<?> zeroing = poolOfOne(ZEROED.withMisuseCounted(true))) {
      PooledMemory stale = zeroing.acquire();
      stale.release();
      PooledMemory next = zeroing.acquire();
      writeSecret(next);
      stale.release();
      assertThat(next.segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0x5E);
      next.release();
    }
  }

  @Test
  void noTenantOfManyThreadsEverReadsTheBytesOfAnother() throws InterruptedException {
    AtomicInteger leaks = new AtomicInteger();
    try (Pool<?> zeroing = poolOf(3, ZEROED)) {
      List<Thread> tenants = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Runnable work =
            () -> {
              for (int round = 0; round < 2000; round++) {
                PooledMemory memory = acquireUninterrupted(zeroing);
                if (memory.segment().mismatch(MemorySegment.ofArray(new byte[4096])) != -1) {
                  leaks.incrementAndGet();
                }
                writeSecret(memory);
                memory.release();
              }
            };
        tenants.add(i < 3 ? Thread.ofPlatform().start(work) : Thread.ofVirtual().start(work));
      }
      for (Thread tenant : tenants) {
        tenant.join();
      }
    }
    assertThat(leaks).hasValue(0);
  }

  private static PooledMemory acquireUninterrupted(Pool<?> pool) {
    try {
      return pool.acquire();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aReleaseZeroesNoNeighbour() throws InterruptedException {
    try (Pool<?> zeroing = poolOf(3, ZEROED)) {
      List<PooledMemory> all = List.of(zeroing.acquire(), zeroing.acquire(), zeroing.acquire());
      List<MemorySegment> segments = all.stream().map(PooledMemory::segment).toList();
      for (int released = 0; released < 3; released++) {
        all.forEach(PooledMemoryContract::writeSecretIfHeld);
        all.get(released).release();
        for (int i = 0; i < 3; i++) {
          byte expected = (byte) (i <= released ? 0 : 0x5E);
          assertThat(segments.get(i).toArray(ValueLayout.JAVA_BYTE)).containsOnly(expected);
        }
      }
    }
  }

  private static void writeSecretIfHeld(PooledMemory memory) {
    if (memory.tryRetain()) {
      writeSecret(memory);
      memory.release();
    }
  }

  @Test
  void unpoisonedMemoryIsLeftAsItWas() throws InterruptedException {
    PooledMemory memory = pool.acquire();
    memory.segment().fill((byte) 7);
    memory.release();
    PooledMemory next = pool.acquire();
    assertThat(next.segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(7);
    next.release();
  }

  @Test
  void exactlyOneOfManyReleasersGivesTheMemoryBack() throws InterruptedException {
    for (int round = 0; round < 2000; round++) {
      PooledMemory memory = pool.acquire();
      int threads = 3;
      for (int i = 1; i < threads; i++) {
        memory.tryRetain();
      }
      AtomicInteger refused = new AtomicInteger();
      List<Thread> running = new ArrayList<>();
      for (int i = 0; i < threads + 1; i++) { // one release more than there are references
        running.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    memory.release();
                  } catch (IllegalStateException e) {
                    refused.incrementAndGet();
                  }
                }));
      }
      for (Thread thread : running) {
        thread.join();
      }
      assertThat(refused).hasValue(1);
      assertThat(pool.outstanding()).isZero();
    }
  }

  @Test
  void readersThatRetainRaceWithTheOwnerThatReleases() throws InterruptedException {
    // The owner writes a number of its own into the memory. A reader that got a reference must find
    // this number there until it releases.
    AtomicInteger torn = new AtomicInteger();
    for (int round = 1; round <= 2000; round++) {
      PooledMemory memory = pool.acquire();
      long number = round;
      memory.segment().set(ValueLayout.JAVA_LONG, 0, number);
      Thread reader =
          Thread.ofVirtual()
              .start(() -> {
                if (memory.tryRetain()) {
                  for (int i = 0; i < 10; i++) {
                    if (memory.segment().get(ValueLayout.JAVA_LONG, 0) != number) {
                      torn.incrementAndGet();
                    }
                  }
                  memory.release();
                }
              });
      memory.release();
      PooledMemory next = null;
      if (pool.outstanding() == 0) {
        next = pool.acquire();
        next.segment().set(ValueLayout.JAVA_LONG, 0, -number);
      }
      reader.join();
      if (next != null) {
        next.release();
      }
      assertThat(pool.outstanding()).isZero();
    }
    assertThat(torn).hasValue(0);
  }
}
