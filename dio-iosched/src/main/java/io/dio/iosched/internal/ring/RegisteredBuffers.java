// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.Registration;
import io.dio.iosched.internal.foreign.ResourceLimit;
import io.dio.iosched.internal.foreign.RingCalls;
import io.dio.iosched.liburing.iovec;
import io.dio.iosched.liburing.liburing_h;
import io.dio.mempool.internal.PinnedPool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntBiFunction;

/**
 * The memory of pools that is registered with a ring. It is registered in pieces of a size that the
 * kernel accepts, and a piece is found by address. The owner unpins the pools when the ring is
 * released.
 */
final class RegisteredBuffers {
  /** The largest size of one registered buffer in bytes, see io_uring_register(2). */
  private static final long MAX_BUFFER_BYTES = 1L << 30;

  static final int NONE = -1;

  private final List<PinnedPool> pins;

  /**
   * The start address of each piece, in the order of registration; empty if nothing is registered.
   */
  private final long[] begins;

  private final long[] ends;
  private final Registration registration;

  private RegisteredBuffers(
      List<PinnedPool> pins, long[] begins, long[] ends, Registration registration) {
    this.pins = pins;
    this.begins = begins;
    this.ends = ends;
    this.registration = registration;
  }

  private record Piece(long address, long byteSize) {}

  /** {@return the registered memory of a ring without pools} */
  static RegisteredBuffers none() {
    return without(Registration.none());
  }

  /**
   * Registers the memory of {@code pins}, or finds out why that is not possible. It closes them if
   * it does not register them.
   *
   * @param register calls io_uring_register(2) for an array of struct iovec with the given length,
   *     and returns 0 or a negative errno
   * @throws UnsupportedOperationException if registration fails and {@code required} is true
   */
  static RegisteredBuffers register(
      List<PinnedPool> pins, boolean required, ToIntBiFunction<MemorySegment, Integer> register) {
    boolean handedOver = false;
    try {
      RegisteredBuffers buffers = registerPinned(pins, required, register);
      handedOver = true;
      return buffers;
    } finally {
      if (!handedOver) {
        pins.forEach(PinnedPool::close);
      }
    }
  }

  private static RegisteredBuffers registerPinned(
      List<PinnedPool> pins, boolean required, ToIntBiFunction<MemorySegment, Integer> register) {
    if (pins.isEmpty()) {
      return none();
    }
    List<Piece> pieces = new ArrayList<>();
    for (PinnedPool pin : pins) {
      cut(pin, pieces);
    }
    long byteSize = 0;
    long[] begins = new long[pieces.size()];
    long[] ends = new long[pieces.size()];
    for (int i = 0; i < begins.length; i++) {
      Piece piece = pieces.get(i);
      byteSize += piece.byteSize();
      begins[i] = piece.address();
      ends[i] = piece.address() + piece.byteSize();
    }
    int result = register(pieces, register);
    if (result < 0) {
      ErrnoException failure =
          new ErrnoException("io_uring_register", -result, "IORING_REGISTER_BUFFERS");
      String reason = refusal(result, byteSize);
      if (required) {
        throw new UnsupportedOperationException("registration is required, but " + reason, failure);
      }
      // The pools are not registered, so they need not stay pinned.
      pins.forEach(PinnedPool::close);
      return without(Registration.refused(failure, reason, remedy(result)));
    }
    return new RegisteredBuffers(
        List.copyOf(pins), begins, ends, Registration.registered(byteSize));
  }

  /**
   * {@return the same memory, registered with a second ring} It stays pinned by this object, whose
   * ring must be released last. Registering it again would lock the memory twice.
   *
   * @param result the kernel's answer to IORING_REGISTER_CLONE_BUFFERS
   */
  RegisteredBuffers cloned(int result) {
    return result < 0 ? none() : new RegisteredBuffers(List.of(), begins, ends, registration);
  }

  private static RegisteredBuffers without(Registration registration) {
    return new RegisteredBuffers(List.of(), new long[0], new long[0], registration);
  }

  /**
   * Cuts the memory into pieces so that no slot lies in two pieces, unless the slot is larger than
   * a piece can be.
   */
  private static void cut(PinnedPool pin, List<Piece> pieces) {
    long most = MAX_BUFFER_BYTES;
    if (pin.slotSize() < MAX_BUFFER_BYTES) {
      most -= MAX_BUFFER_BYTES % pin.slotSize();
    }
    for (long offset = 0; offset < pin.byteSize(); offset += most) {
      pieces.add(new Piece(pin.address() + offset, Math.min(most, pin.byteSize() - offset)));
    }
  }

  private static int register(
      List<Piece> pieces, ToIntBiFunction<MemorySegment, Integer> register) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = iovec.allocateArray(pieces.size(), arena);
      for (int i = 0; i < pieces.size(); i++) {
        MemorySegment entry = iovec.asSlice(list, i);
        iovec.iov_base(entry, MemorySegment.ofAddress(pieces.get(i).address()));
        iovec.iov_len(entry, pieces.get(i).byteSize());
      }
      return register.applyAsInt(list, pieces.size());
    }
  }

  private static String remedy(int result) {
    return result == -Errno.ENOMEM
        ? "raise the limit of locked memory (ulimit -l), or give fewer bytes of pools"
        : "remove the reason that the failed call names, or leave the pools out";
  }

  private static String refusal(int result, long byteSize) {
    String reason =
        "registering " + byteSize + " bytes of pools failed: " + Errno.describe(-result);
    if (result != -Errno.ENOMEM) {
      return reason;
    }
    long limit = ResourceLimit.LOCKED_MEMORY.current();
    String retried = LockedMemory.explanation(result);
    return reason
        + "; the limit of locked memory is "
        + (limit == Long.MAX_VALUE ? "unlimited" : limit + " bytes")
        + " (ulimit -l)"
        + (retried.isEmpty() ? "" : "; " + retried);
  }

  Registration registration() {
    return registration;
  }

  /** {@return the index of the piece that contains the whole range, or {@link #NONE}} */
  int find(long address, long byteSize) {
    // There are few pools, so a linear search is the fastest.
    for (int i = 0; i < begins.length; i++) {
      if (address >= begins[i] && address < ends[i]) {
        return byteSize <= ends[i] - address ? i : NONE;
      }
    }
    return NONE;
  }

  /**
   * Takes them from the ring behind {@code descriptor}, if it has them. A refusal changes little.
   */
  void unregister(RingCalls calls, int descriptor) {
    if (registration.isRegistered()) {
      calls.register(descriptor, liburing_h.IORING_UNREGISTER_BUFFERS(), MemorySegment.NULL, 0);
    }
  }

  /** The kernel uses none of it any more. */
  void unpin() {
    for (PinnedPool pin : pins) {
      pin.close();
    }
  }
}
