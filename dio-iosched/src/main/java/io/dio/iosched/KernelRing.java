// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.foreign.RawMemory;
import io.dio.iosched.liburing.io_uring;
import io.dio.iosched.liburing.io_uring_cq;
import io.dio.iosched.liburing.io_uring_cqe;
import io.dio.iosched.liburing.io_uring_rsrc_update;
import io.dio.iosched.liburing.io_uring_sq;
import io.dio.iosched.liburing.liburing_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A ring of the kernel's: what liburing has as inline functions, over the addresses in {@code
 * struct io_uring}.
 *
 * <p>Both queues are shared with the kernel. Of the submission queue we own the tail and publish it
 * with a release store that pairs with the kernel's acquire; of the completion queue we own the
 * head, and the release store of it hands the read entries back. One of each per batch.
 */
final class KernelRing implements Ring {
  private static final VarHandle SYSTEM_CALLS;

  static {
    try {
      SYSTEM_CALLS =
          MethodHandles.lookup().findVarHandle(KernelRing.class, "systemCalls", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final long CQE_BYTES = io_uring_cqe.layout().byteSize();
  private static final long CQE_USER_DATA = io_uring_cqe.user_data$offset();
  private static final long CQE_RESULT = io_uring_cqe.res$offset();

  private static final int GETEVENTS = liburing_h.IORING_ENTER_GETEVENTS();
  private static final int REGISTERED_RING = liburing_h.IORING_ENTER_REGISTERED_RING();
  private static final int NO_IOWAIT = liburing_h.IORING_ENTER_NO_IOWAIT();

  private final RingCalls calls;
  private final WakeUp wakeUp;
  private final RingTraits traits;

  /** Owns {@link #ring}, the piece lists and the wake-up's counter. */
  private final Arena arena;

  private final MemorySegment ring;
  private final IovecArea iovecs;
  private final long wakeUpCounter;

  private final long sqHeadAddress;
  private final long sqTailAddress;
  private final long sqesAddress;
  private final int sqEntries;
  private final long cqHeadAddress;
  private final long cqTailAddress;
  private final long cqesAddress;
  private final int cqEntries;

  private int sqTail;
  private int cqHead;
  private int unsubmitted;

  /** The ring's descriptor, or its registered index once {@link #enable} got one. */
  private int enterDescriptor;

  private int enterFlags = GETEVENTS;
  private long systemCalls;

  /** Takes over everything: {@link #close} releases it. */
  KernelRing(RingCalls calls, RingTraits traits, WakeUp wakeUp, MemorySegment ring, Arena arena) {
    this.calls = calls;
    this.traits = traits;
    this.wakeUp = wakeUp;
    this.ring = ring;
    this.arena = arena;
    this.iovecs = new IovecArea(arena);
    this.wakeUpCounter = arena.allocate(Long.BYTES, Long.BYTES).address();
    MemorySegment sq = io_uring.sq(ring);
    sqHeadAddress = io_uring_sq.khead(sq).address();
    sqTailAddress = io_uring_sq.ktail(sq).address();
    sqesAddress = io_uring_sq.sqes(sq).address();
    sqEntries = RawMemory.getInt(io_uring_sq.kring_entries(sq).address());
    MemorySegment cq = io_uring.cq(ring);
    cqHeadAddress = io_uring_cq.khead(cq).address();
    cqTailAddress = io_uring_cq.ktail(cq).address();
    cqesAddress = io_uring_cq.cqes(cq).address();
    cqEntries = RawMemory.getInt(io_uring_cq.kring_entries(cq).address());
    sqTail = RawMemory.getInt(sqTailAddress);
    cqHead = RawMemory.getInt(cqHeadAddress);
    enterDescriptor = io_uring.ring_fd(ring);
    // Entry i of the queue is entry i of the memory, once and for all. A ring without index array
    // (Linux 6.6) has that built in.
    long array = io_uring_sq.array(sq).address();
    if (array != 0) {
      for (int i = 0; i < sqEntries; i++) {
        RawMemory.setInt(array + (long) i * Integer.BYTES, i);
      }
    }
  }

  IoUring.Description describe() {
    return new IoUring.Description(
        calls.source(), calls.version(), traits.flagNames(), traits.featureNames());
  }

  /**
   * Enters once for nothing as well: a security policy may permit all calls but that one, and then
   * the ring is to be refused while there is still a caller to fall back.
   */
  @Override
  public int enable() {
    int descriptor = io_uring.ring_fd(ring);
    int result =
        calls.register(
            descriptor, liburing_h.IORING_REGISTER_ENABLE_RINGS(), MemorySegment.NULL, 0);
    if (result < 0) {
      return result;
    }
    registerDescriptor(descriptor);
    return Math.min(0, calls.enter(enterDescriptor, 0, 0, enterFlags));
  }

  /** Spares every enter the look-up of the descriptor (Linux 5.18); without it nothing is lost. */
  private void registerDescriptor(int descriptor) {
    try (Arena confined = Arena.ofConfined()) {
      MemorySegment update = io_uring_rsrc_update.allocate(confined);
      io_uring_rsrc_update.offset(update, -1);
      io_uring_rsrc_update.data(update, descriptor);
      int opcode = liburing_h.IORING_REGISTER_RING_FDS();
      if (calls.register(descriptor, opcode, update, 1) == 1) {
        enterDescriptor = io_uring_rsrc_update.offset(update);
        enterFlags |= REGISTERED_RING;
      }
    }
  }

  private void unregisterDescriptor() {
    if ((enterFlags & REGISTERED_RING) == 0) {
      return;
    }
    try (Arena confined = Arena.ofConfined()) {
      MemorySegment update = io_uring_rsrc_update.allocate(confined);
      io_uring_rsrc_update.offset(update, enterDescriptor);
      int opcode = liburing_h.IORING_UNREGISTER_RING_FDS();
      int result = calls.register(io_uring.ring_fd(ring), opcode, update, 1);
      assert result == 1 : "unregistering the ring's descriptor: " + result;
    }
  }

  /** One completion is kept for the wake-up. */
  @Override
  public int capacity() {
    return cqEntries - 1;
  }

  @Override
  public boolean place(Op op, long userData) {
    if (!hasRoom() || !iovecs.hasRoomFor(op.pieceCount())) {
      return false;
    }
    SqeWriter.write(nextEntry(), op, op.pieceCount() == 0 ? 0 : iovecs.write(op), userData);
    return true;
  }

  @Override
  public boolean placeWakeUp(long userData) {
    if (!hasRoom()) {
      return false;
    }
    SqeWriter.readCounter(nextEntry(), wakeUp.descriptor(), wakeUpCounter, userData);
    return true;
  }

  private boolean hasRoom() {
    return unsubmitted < sqEntries;
  }

  private long nextEntry() {
    unsubmitted++;
    return sqesAddress + (sqTail++ & (sqEntries - 1)) * SqeWriter.BYTE_SIZE;
  }

  @Override
  public int unsubmitted() {
    return unsubmitted;
  }

  @Override
  public int enter(int minComplete, boolean idle) {
    RawMemory.setIntRelease(sqTailAddress, sqTail);
    int flags = idle && traits.noIowait() ? enterFlags | NO_IOWAIT : enterFlags;
    SYSTEM_CALLS.setOpaque(this, systemCalls + 1);
    int result = calls.enter(enterDescriptor, unsubmitted, minComplete, flags);
    if (result > 0) {
      unsubmitted -= result;
      assert RawMemory.getIntAcquire(sqHeadAddress) == sqTail - unsubmitted;
    }
    if (unsubmitted == 0) {
      iovecs.reuse();
    }
    return result;
  }

  @Override
  public boolean hasCompletions() {
    return RawMemory.getIntAcquire(cqTailAddress) != cqHead;
  }

  @Override
  public int reap(CompletionSink sink) {
    // Pairs with the kernel's release of the tail: entries below it, and the bytes that their
    // operations transferred, are visible.
    int tail = RawMemory.getIntAcquire(cqTailAddress);
    int count = tail - cqHead;
    if (count == 0) {
      return 0;
    }
    try {
      while (cqHead != tail) {
        long entry = cqesAddress + (cqHead & (cqEntries - 1)) * CQE_BYTES;
        cqHead++;
        sink.completed(
            RawMemory.getLong(entry + CQE_USER_DATA), RawMemory.getInt(entry + CQE_RESULT));
      }
    } finally {
      RawMemory.setIntRelease(cqHeadAddress, cqHead);
    }
    return count;
  }

  @Override
  public void signal() {
    wakeUp.signal();
  }

  @Override
  public long systemCalls() {
    return (long) SYSTEM_CALLS.getOpaque(this) + wakeUp.signalCount();
  }

  @Override
  public void close() {
    releaseDescriptors();
    arena.close();
  }

  @Override
  public void abandon() {
    releaseDescriptors();
    Quarantine.keepForever(arena);
  }

  private void releaseDescriptors() {
    unregisterDescriptor();
    calls.queueExit(ring);
    wakeUp.close();
  }
}
