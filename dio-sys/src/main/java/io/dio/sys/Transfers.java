// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.ErrnoException;
import io.dio.align.foreign.CompletionThread;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.foreign.Iovec;
import io.dio.sys.internal.AnnouncedCall;
import io.dio.sys.internal.FileWitness;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Objects;

/** Blocking transfers of one file in one direction. Allocates nothing unless a transfer fails. */
final class Transfers {
  private final DioFile file;
  private final OpenedFile opened;
  private final boolean write;

  Transfers(DioFile file, OpenedFile opened, boolean write) {
    this.file = file;
    this.opened = opened;
    this.write = write;
  }

  /**
   * One write, or a read up to the end of the file. {@return the number of bytes, 0 at the end of
   * the file}
   */
  int transfer(MemorySegment segment, long fileOffset) throws IOException {
    file.acquire();
    try {
      return transferHeld(segment, fileOffset);
    } finally {
      file.release();
    }
  }

  /** {@link #transfer} of a file that the caller holds: it may be closing meanwhile. */
  int transferHeld(MemorySegment segment, long fileOffset) throws IOException {
    long address = TransferRules.addressOf(segment, write);
    long byteSize = segment.byteSize();
    opened.rules().checkTransfer(address, byteSize, fileOffset, write);
    refuseIfPoisoned();
    try {
      if (byteSize == 0) {
        return 0;
      }
      return (int)
          (write
              ? issue(address, byteSize, fileOffset)
              : transferAll(address, byteSize, fileOffset));
    } finally {
      Reference.reachabilityFence(segment);
    }
  }

  /** Transfers the whole segment, with as many calls as needed. */
  void transferFully(MemorySegment segment, long fileOffset) throws IOException {
    file.acquire();
    try {
      transferFullyHeld(segment, fileOffset);
    } finally {
      file.release();
    }
  }

  /** {@link #transferFully} of a file that the caller holds: it may be closing meanwhile. */
  void transferFullyHeld(MemorySegment segment, long fileOffset) throws IOException {
    long address = TransferRules.addressOf(segment, write);
    long byteSize = segment.byteSize();
    opened.rules().checkAccess(write);
    TransferRules.checkRange(fileOffset, byteSize);
    opened.rules().checkAlignment(address, byteSize, fileOffset, write);
    refuseIfPoisoned();
    try {
      long reached = transferAll(address, byteSize, fileOffset);
      if (reached < byteSize) {
        throw new ShortTransferException(
            (write ? "writeFully" : "readFully")
                + "(path="
                + opened
                + ", offset="
                + fileOffset
                + ")",
            byteSize,
            reached);
      }
    } finally {
      Reference.reachabilityFence(segment);
    }
  }

  /**
   * Transfers until all is done or no more is possible. {@return the number of bytes}
   *
   * <p>A short count is not the end of the file: pread(2) also returns one when a later page cannot
   * be read or a signal interrupts it, and tells an error only with the next call. Therefore the
   * loop goes on until a call gets no further than the one before it.
   *
   * <p>It goes on from the last boundary at which both address and offset are aligned. A direct
   * transfer may stop anywhere but starts only there, so some bytes may be transferred twice.
   */
  private long transferAll(long address, long byteSize, long fileOffset) throws IOException {
    // The step is a power of two, so -step clears the bits below it.
    long step = opened.rules().step(write);
    long longest = TransferRules.maxTransferBytes() & -step;
    long reached = 0;
    while (reached < byteSize) {
      long start = reached & -step;
      long count;
      try {
        count = issue(address + start, Math.min(byteSize - start, longest), fileOffset + start);
      } catch (ErrnoException e) {
        throw reached == 0 ? e : withProgress(e, reached, byteSize);
      }
      boolean stopped = start + count <= reached;
      reached = Math.max(reached, start + count);
      if (stopped || isEndInsideBlock(fileOffset + reached)) {
        break;
      }
    }
    return reached;
  }

  /** A direct read stops inside a block only at the end of the file. */
  private boolean isEndInsideBlock(long reachedOffset) {
    return !write && opened.facts().direct() && !opened.rules().isAligned(reachedOffset, write);
  }

  static ErrnoException withProgress(ErrnoException failure, long reached, long byteSize) {
    ErrnoException told =
        new ErrnoException(
            failure.call(),
            failure.errno(),
            failure.operands() + "; after " + reached + " of " + byteSize + " bytes");
    told.initCause(failure);
    return told;
  }

  /** As {@link #transfer}, of several pieces. */
  int transferVector(List<MemorySegment> segments, long fileOffset) throws IOException {
    Objects.requireNonNull(segments, "segments");
    file.acquire();
    try {
      return transferVectorHeld(segments, fileOffset);
    } finally {
      file.release();
      Reference.reachabilityFence(segments);
    }
  }

  private int transferVectorHeld(List<MemorySegment> segments, long fileOffset) throws IOException {
    MemorySegment vector = IovecBlocks.take();
    try {
      long checked = opened.rules().checkVector(segments, fileOffset, write, vector.address());
      refuseIfPoisoned();
      int count = (int) (checked >>> 32);
      int byteSize = (int) checked;
      if (byteSize == 0) {
        return 0;
      }
      return write
          ? issueVector(segments, vector.address(), count, fileOffset)
          : readVectorUntilEnd(segments, vector.address(), count, byteSize, fileOffset);
    } finally {
      IovecBlocks.give(vector);
    }
  }

  /** As {@link #transferAll}, for pieces: the vector is cut down to what is left. */
  private int readVectorUntilEnd(
      List<MemorySegment> segments, long vector, int count, int byteSize, long fileOffset)
      throws IOException {
    long step = opened.rules().step(write);
    int reached = 0;
    int start = 0;
    int first = 0;
    while (true) {
      int result;
      try {
        result =
            issueVector(
                segments,
                vector + (long) first * Iovec.BYTE_SIZE,
                count - first,
                fileOffset + start);
      } catch (ErrnoException e) {
        throw reached == 0 ? e : withProgress(e, reached, byteSize);
      }
      boolean stopped = start + result <= reached;
      reached = Math.max(reached, start + result);
      if (stopped || reached == byteSize || isEndInsideBlock(fileOffset + reached)) {
        return reached;
      }
      int next = (int) (reached & -step);
      first = Iovec.skip(vector, first, next - start);
      start = next;
    }
  }

  private int issueVector(List<MemorySegment> segments, long vector, int count, long fileOffset)
      throws IOException {
    try (AnnouncedCall announced = announce()) {
      int descriptor = opened.descriptor();
      long result =
          write
              ? FileCalls.pwritev(descriptor, vector, count, fileOffset)
              : FileCalls.preadv(descriptor, vector, count, fileOffset);
      if (result < 0) {
        note(write ? "pwritev" : "preadv", result);
        throw noted(
            opened
                .rules()
                .vectorFailure(
                    write ? "pwritev" : "preadv", (int) -result, descriptor, segments, fileOffset));
      }
      believe(announced);
      witness(fileOffset, result);
      return (int) result;
    }
  }

  private long issue(long address, long byteSize, long fileOffset) throws ErrnoException {
    try (AnnouncedCall announced = announce()) {
      int descriptor = opened.descriptor();
      long result =
          write
              ? FileCalls.pwrite(descriptor, address, byteSize, fileOffset)
              : FileCalls.pread(descriptor, address, byteSize, fileOffset);
      if (result < 0) {
        note(write ? "pwrite" : "pread", result);
        throw noted(
            opened
                .rules()
                .failure(
                    write ? "pwrite" : "pread",
                    (int) -result,
                    descriptor,
                    address,
                    byteSize,
                    fileOffset));
      }
      believe(announced);
      witness(fileOffset, result);
      return result;
    }
  }

  private boolean isDurable() {
    return write && opened.writesDurably();
  }

  /** {@return the announcement of a durable call; null for another call} */
  private AnnouncedCall announce() {
    return isDurable() ? AnnouncedCall.begin(opened.durableCalls(), false) : null;
  }

  /**
   * Ends a durable call that succeeded. Throws if another call failed meanwhile, so that the
   * success cannot be relied on.
   *
   * @param announced as {@link #announce} returned it
   */
  private void believe(AnnouncedCall announced) throws ErrnoException {
    if (announced != null) {
      announced.succeededAndAwait();
      opened.poison().refuseAfterwards("write");
    }
  }

  /** Tells witnesses of a write that has ended. */
  private void witness(long fileOffset, long byteCount) throws ErrnoException {
    if (write && !FileWitness.All.isEmpty()) {
      opened.tellWrite(fileOffset, byteCount);
    }
  }

  private void refuseIfPoisoned() throws ErrnoException {
    if (isDurable()) {
      // The call waits for concurrent syncs, and this thread may be the one that has to end
      // them.
      CompletionThread.refuseBlocking("DioFile.write() of a durable file");
      opened.poison().refuse("write");
    }
  }

  /**
   * The failure is recorded before the exception is created, because there may be no memory for
   * that.
   */
  private void note(String call, long negativeErrno) {
    if (isDurable()) {
      opened.poison().note(call, (int) -negativeErrno);
    }
  }

  private ErrnoException noted(ErrnoException failure) {
    if (isDurable()) {
      opened.poison().record(failure);
    }
    return failure;
  }
}
