// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Alignment;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.CompletionThread;
import io.dio.align.foreign.Errno;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.OpenFlags;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Copies a range from one file to another: inside the kernel, where it may share the blocks
 * instead, and through memory where the kernel will not.
 */
final class FileCopy {
  /** Per system call, so that a copy of a terabyte does not sit in the kernel for minutes. */
  private static final long KERNEL_CHUNK_BYTES = 1L << 30;

  /** Large enough for a device to work at full speed; a multiple of any alignment. */
  private static final long BUFFER_BYTES = 1L << 20;

  private static final String COPY_CALL = "copy_file_range";

  private final DioFile source;
  private final DioFile target;
  private final long sourceOffset;
  private final long targetOffset;
  private final long byteSize;
  private long copied;

  private FileCopy(
      DioFile source, long sourceOffset, DioFile target, long targetOffset, long byteSize) {
    this.source = source;
    this.sourceOffset = sourceOffset;
    this.target = target;
    this.targetOffset = targetOffset;
    this.byteSize = byteSize;
  }

  /** {@return the number of bytes copied, less than asked for if the source ends first} */
  static long copy(
      DioFile source, long sourceOffset, DioFile target, long targetOffset, long byteSize)
      throws IOException {
    TransferRules.checkRange(sourceOffset, byteSize);
    TransferRules.checkRange(targetOffset, byteSize);
    source.acquire();
    try {
      target.acquire();
      try {
        return new FileCopy(source, sourceOffset, target, targetOffset, byteSize).copy();
      } finally {
        target.release();
      }
    } finally {
      source.release();
    }
  }

  private long copy() throws IOException {
    OpenedFile to = target.opened();
    source.opened().rules().checkAccess(false);
    to.rules().checkAccess(true);
    refuseOverlap();
    try {
      if (to.writesDurably()) {
        copyDurably(to);
      } else {
        copyEither();
      }
    } catch (ErrnoException e) {
      throw Transfers.withProgress(e, copied, byteSize);
    }
    return copied;
  }

  private void copyEither() throws IOException {
    if (!copyInKernel()) {
      copyThroughMemory();
    }
  }

  private void copyDurably(OpenedFile to) throws IOException {
    CompletionThread.refuseBlocking("DioFile.copyTo() a durable file");
    to.poison().refuse("copyTo");
    long number = to.durableCalls().begin(false);
    boolean succeeded = false;
    try {
      copyEither();
      succeeded = true;
    } catch (ErrnoException e) {
      // A failure to read or to open the source again says nothing about the target.
      if (e.call().equals(COPY_CALL) || e.call().equals("pwrite")) {
        to.poison().record(e);
      }
      throw e;
    } finally {
      if (!succeeded) {
        to.durableCalls().end(number, false);
      }
    }
    to.durableCalls().endSucceededAndAwait(number, false);
    to.poison().refuseAfterwards("copyTo");
  }

  private void refuseOverlap() {
    boolean sameFile =
        source.opened().facts().status().isSameFile(target.opened().facts().status());
    if (sameFile && Math.abs(sourceOffset - targetOffset) < byteSize) {
      throw new IllegalArgumentException(
          "the ranges of "
              + byteSize
              + " bytes at offset "
              + sourceOffset
              + " and targetOffset "
              + targetOffset
              + " of the one file "
              + source.path()
              + " overlap");
    }
  }

  /** {@return whether there is nothing left to do} */
  private boolean copyInKernel() throws ErrnoException {
    HostFiles host = HostFiles.current();
    while (copied < byteSize) {
      long result =
          host.copyRange(
              source.opened().descriptor(),
              sourceOffset + copied,
              target.opened().descriptor(),
              targetOffset + copied,
              Math.min(byteSize - copied, KERNEL_CHUNK_BYTES));
      if (result == 0 || isUnsupported(result)) {
        return false; // 0: the end of the file, or a file system that answers so when it cannot
      }
      if (result < 0) {
        throw failure((int) -result);
      }
      copied += result;
    }
    return true;
  }

  /** EINVAL: not both regular files, or direct I/O at offsets that it cannot have. */
  private static boolean isUnsupported(long result) {
    return result == -Errno.ENOSYS
        || result == -Errno.EXDEV
        || result == -Errno.EOPNOTSUPP
        || result == -Errno.ENOTSUP
        || result == -Errno.EINVAL
        || result == -Errno.ETXTBSY;
  }

  private ErrnoException failure(int errno) {
    return new ErrnoException(
        COPY_CALL,
        errno,
        "source="
            + source.path()
            + ", offset="
            + sourceOffset
            + ", target="
            + target.path()
            + ", targetOffset="
            + targetOffset
            + ", length="
            + byteSize);
  }

  private void copyThroughMemory() throws IOException {
    long left = bytesLeft();
    if (left > 0
        && fits(source, sourceOffset + copied, left, false)
        && fits(target, targetOffset + copied, left, true)) {
      copyThroughMemory(source, target, left);
      left = bytesLeft();
    }
    if (left > 0) {
      int durability = durabilityFlags();
      try (DioFile from = source.bufferedView(OpenFlags.O_RDONLY);
          DioFile to = target.bufferedView(OpenFlags.O_WRONLY | durability)) {
        copyThroughMemory(from, to, left);
      }
    }
  }

  /**
   * {@return what there is left to copy, 0 or less at the end of the source} Looked up beforehand,
   * as a direct transfer could not be cut there.
   */
  private long bytesLeft() throws IOException {
    long end = Math.min(byteSize, Storage.size(source.opened()) - sourceOffset);
    return end - copied;
  }

  private int durabilityFlags() {
    return target.opened().facts().request().flags(HostFiles.current().openFlags())
        & ~OpenFlags.O_RDWR
        & ~OpenFlags.O_WRONLY;
  }

  private static boolean fits(DioFile file, long offset, long byteSize, boolean write) {
    return ((offset | byteSize) & (file.alignment().offsetFor(write) - 1)) == 0;
  }

  /**
   * Copies until there is nothing left, or no direct transfer could go on: somebody has cut the
   * source meanwhile. Both are held, or known to nobody else.
   */
  private void copyThroughMemory(DioFile from, DioFile to, long left) throws IOException {
    long end = copied + left;
    long memoryAlignment =
        Math.max(
            Alignment.BLOCK_SIZE, Math.max(from.alignment().memory(), to.alignment().memory()));
    long step = Math.max(from.alignment().readOffset(), to.alignment().offset());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer =
          arena.allocate(Math.min(BUFFER_BYTES, Alignment.alignUp(left)), memoryAlignment);
      while (copied < end) {
        MemorySegment chunk = buffer.asSlice(0, Math.min(buffer.byteSize(), end - copied));
        long count = from.reading().transferHeld(chunk, sourceOffset + copied) & -step;
        if (count == 0) {
          return;
        }
        to.writing().transferFullyHeld(chunk.asSlice(0, count), targetOffset + copied);
        copied += count;
      }
    }
  }
}
