// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.iosched.Registration;
import io.dio.iosched.liburing.iovec;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import io.dio.mempool.internal.PinnedPool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How slabs are divided into buffers and found again, with a simulated kernel. */
final class RegisteredBuffersTest {
  private static final long MAX_BUFFER_BYTES = 1L << 30;

  /** A registered buffer. */
  private record Buffer(long address, long byteSize) {}

  private final List<Buffer> registered = new ArrayList<>();
  private int answer;
  private int calls;

  private RegisteredBuffers register(boolean required, SlabPool... slabs) {
    return RegisteredBuffers.register(
        PinnedPool.pinAll(List.of(slabs), List.of()), required, this::register);
  }

  private int register(MemorySegment list, int count) {
    calls++;
    for (int i = 0; i < count; i++) {
      MemorySegment entry = iovec.asSlice(list, i);
      registered.add(new Buffer(iovec.iov_base(entry).address(), iovec.iov_len(entry)));
    }
    return answer;
  }

  /** {@return the address of the first slot, which is not the first to be acquired} */
  static long addressOf(SlabPool slab) {
    List<Slot> all = Stream.generate(slab::tryAcquire).limit(slab.capacity()).toList();
    long lowest = all.stream().mapToLong(slot -> slot.segment().address()).min().orElseThrow();
    all.forEach(Slot::release);
    return lowest;
  }

  @Test
  void withoutSlabsNothingIsRegistered() {
    RegisteredBuffers none = register(true);
    assertThat(calls).isZero();
    assertThat(none.registration()).isEqualTo(Registration.none());
    assertThat(none.find(4096, 1)).isEqualTo(RegisteredBuffers.NONE);
    none.unpin();
  }

  @Test
  void eachSlabIsABufferAndAllAreRegisteredInOneCall() {
    try (SlabPool one = new SlabPool("test", 4096, 4);
        SlabPool other = new SlabPool("test", 8192, 3)) {
      RegisteredBuffers buffers = register(false, one, other);
      long first = addressOf(one);
      long second = addressOf(other);
      assertThat(calls).isEqualTo(1);
      assertThat(registered).containsExactly(new Buffer(first, 16384), new Buffer(second, 24576));
      assertThat(buffers.registration().isRegistered()).isTrue();
      assertThat(buffers.registration().byteSize()).isEqualTo(16384 + 24576);
      assertThat(buffers.registration().unregisteredReason()).isEmpty();
      assertThat(buffers.find(first, 16384)).isZero();
      assertThat(buffers.find(first + 16383, 1)).isZero();
      assertThat(buffers.find(second, 1)).isEqualTo(1);
      buffers.unpin();
    }
  }

  @Test
  void bufferPoolsAreRegisteredBehindTheSlabsInTheSameCall() {
    try (SlabPool slab = new SlabPool("test", 4096, 4);
        MmapPool pool = new MmapPool("test", 8192, 3)) {
      RegisteredBuffers buffers =
          RegisteredBuffers.register(
              PinnedPool.pinAll(List.of(slab), List.of(pool)), true, this::register);
      MmapBuffer buffer = pool.tryAcquire();
      long address = buffer.segment().address();
      buffer.release();
      assertThat(calls).isEqualTo(1);
      assertThat(registered).hasSize(2);
      assertThat(registered.get(0).byteSize()).isEqualTo(16384);
      assertThat(registered.get(1).byteSize()).isEqualTo(24576);
      assertThat(buffers.registration().byteSize()).isEqualTo(16384 + 24576);
      assertThat(buffers.find(address, 8192)).isEqualTo(1);
      buffers.unpin();
    }
  }

  @Test
  void whatLiesOutsideOrAcrossTheEndIsNotFound() {
    try (SlabPool slab = new SlabPool("test", 4096, 4)) {
      RegisteredBuffers buffers = register(false, slab);
      long address = addressOf(slab);
      assertThat(buffers.find(address - 1, 1)).isEqualTo(RegisteredBuffers.NONE);
      assertThat(buffers.find(address - 1, 2)).isEqualTo(RegisteredBuffers.NONE);
      assertThat(buffers.find(address, 16385)).isEqualTo(RegisteredBuffers.NONE);
      assertThat(buffers.find(address + 16383, 2)).isEqualTo(RegisteredBuffers.NONE);
      assertThat(buffers.find(address + 16384, 1)).isEqualTo(RegisteredBuffers.NONE);
      buffers.unpin();
    }
  }

  /** M18: the kernel refuses a buffer above 1 GiB, and a transfer across two buffers. */
  @Test
  void aSlabAboveOneGiBIsCutBetweenSlotsBelowIt() {
    long slotSize = 3 << 20; // 1 GiB is no multiple of it
    long perPiece = MAX_BUFFER_BYTES / slotSize * slotSize;
    try (SlabPool slab = new SlabPool("test", slotSize, 350)) {
      RegisteredBuffers buffers = register(false, slab);
      long address = addressOf(slab);
      assertThat(registered)
          .containsExactly(
              new Buffer(address, perPiece),
              new Buffer(address + perPiece, 350 * slotSize - perPiece));
      assertThat(perPiece).isLessThan(MAX_BUFFER_BYTES);
      for (int slot = 0; slot < 350; slot++) {
        assertThat(buffers.find(address + slot * slotSize, slotSize))
            .as("slot %d", slot)
            .isEqualTo(slot * slotSize < perPiece ? 0 : 1);
      }
      assertThat(buffers.find(address + perPiece - 1, 2)).isEqualTo(RegisteredBuffers.NONE);
      assertThat(buffers.registration().byteSize()).isEqualTo(350 * slotSize);
      buffers.unpin();
    }
  }

  @Test
  void aRefusalSaysHowMuchWasWantedAndWhatTheLimitIs() {
    answer = -Errno.ENOMEM;
    try (SlabPool slab = new SlabPool("test", 4096, 4)) {
      RegisteredBuffers buffers = register(false, slab);
      assertThat(buffers.registration().isRegistered()).isFalse();
      assertThat(buffers.registration().byteSize()).isZero();
      assertThat(buffers.registration().unregisteredReason())
          .get()
          .asString()
          .contains("16384 bytes", "ENOMEM", "limit of locked memory is ", "ulimit -l");
      Degradation missing = buffers.registration().degradation().orElseThrow();
      assertThat(missing.what()).isEqualTo("registered memory");
      assertThat(missing.cause()).isEqualTo(Degradation.Cause.LIMIT);
      assertThat(missing.failure().orElseThrow().errno()).isEqualTo(Errno.ENOMEM);
      assertThat(missing.remedy()).contains("raise the limit of locked memory");
      assertThat(buffers.find(addressOf(slab), 1)).isEqualTo(RegisteredBuffers.NONE);
      // A slab that is not registered is not pinned, so it can be closed at once below.
    }
  }

  @Test
  void anotherRefusalNamesItsErrnoAlone() {
    answer = -Errno.EOPNOTSUPP;
    try (SlabPool slab = new SlabPool("test", 4096, 1)) {
      assertThat(register(false, slab).registration().unregisteredReason())
          .get()
          .asString()
          .contains("EOPNOTSUPP")
          .doesNotContain("ulimit");
    }
  }

  @Test
  void aRefusalOfWhatIsRequiredThrowsAndPinsNothing() {
    answer = -Errno.ENOMEM;
    try (SlabPool slab = new SlabPool("test", 4096, 1)) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> register(true, slab))
          .withMessageContaining("registration is required, but ")
          .withMessageContaining("4096 bytes");
    }
  }

  @Test
  void aClosedPoolIsRefusedAndTheOthersAreNotPinned() {
    SlabPool closed = new SlabPool("test", 4096, 1);
    closed.close();
    try (SlabPool open = new SlabPool("test", 4096, 1)) {
      assertThatIllegalStateException().isThrownBy(() -> register(false, open, closed));
      assertThat(calls).isZero();
    }
  }

  @Test
  void aPoolStaysMappedUntilItIsUnpinned() {
    SlabPool slab = new SlabPool("test", 4096, 1);
    RegisteredBuffers buffers = register(false, slab);
    assertThatIllegalStateException()
        .isThrownBy(slab::close)
        .withMessageContaining("1 schedulers using it");
    buffers.unpin();
    slab.close();
    assertThatIllegalStateException().isThrownBy(slab::acquire);
  }
}
