// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Alignment;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.CompletionThread;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.OpenFlags;
import io.dio.sys.internal.AnnouncedCall;
import io.dio.sys.internal.FileWitness;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Copies a range from one file to another. The kernel copies it if it can, and may share the
 * blocks. Otherwise the bytes are copied through memory.
 */
final class FileCopy {
  /**
   * The limit per system call, so that a copy of a terabyte does not stay in the kernel for
   * minutes.
   */
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

  /** {@return the number of bytes copied, fewer than requested if the source ends first} */
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
        if (!copyInKernel()) {
          copyThroughMemory();
        }
      }
    } catch (ErrnoException e) {
      throw Transfers.withProgress(e, copied, byteSize);
    }
    if (!FileWitness.All.isEmpty()) {
      to.tellWrite(targetOffset, copied);
    }
    return copied;
  }

  private void copyDurably(OpenedFile to) throws IOException {
    CompletionThread.refuseBlocking("DioFile.copyTo() a durable file");
    to.poison().refuse("copyTo");
    try {
      if (!copyInKernelDurably(to)) {
        // Each of its writes is announced by itself. If the copy as a whole were announced too,
        // they would wait for it for ever.
        copyThroughMemory();
      }
    } catch (ErrnoException e) {
      // A failure to read or to open the source again says nothing about the target.
      if (e.call().equals("pwrite")) {
        to.poison().record(e);
      }
      throw e;
    }
    to.poison().refuseAfterwards("copyTo");
  }

  /** {@return as {@link #copyInKernel}, when the success can be relied on} */
  private boolean copyInKernelDurably(OpenedFile to) throws ErrnoException {
    try (AnnouncedCall announced = AnnouncedCall.begin(to.durableCalls(), false)) {
      boolean all = copyInKernelOrPoison(to);
      announced.succeededAndAwait();
      return all;
    }
  }

  private boolean copyInKernelOrPoison(OpenedFile to) throws ErrnoException {
    try {
      return copyInKernel();
    } catch (ErrnoException e) {
      to.poison().record(e);
      throw e;
    }
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
        return false; // 0 means the end of the file, or that the file system cannot copy
      }
      if (result < 0) {
        int errno = (int) -result;
        if (target.opened().writesDurably()) {
          target.opened().poison().note(COPY_CALL, errno); // the next line may run out of memory
        }
        throw failure(errno);
      }
      copied += result;
    }
    return true;
  }

  /**
   * EINVAL: the files are not both regular, or direct I/O does not allow the offsets. EPERM,
   * EACCES: a filter denies the call. If the file itself may not be written, the copy through
   * memory fails with the same error.
   */
  private static boolean isUnsupported(long result) {
    return result == -Errno.ENOSYS
        || result == -Errno.EXDEV
        || result == -Errno.EOPNOTSUPP
        || result == -Errno.ENOTSUP
        || result == -Errno.EINVAL
        || result == -Errno.ETXTBSY
        || result == -Errno.EPERM
        || result == -Errno.EACCES;
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

  /**
   * Copies the rest that the kernel did not copy, until a read returns 0 bytes. The reported size
   * is not used: files in /proc have more bytes, and files in sysfs have fewer. The size also
   * changes while a file is written.
   */
  private void copyThroughMemory() throws IOException {
    boolean aligned =
        isAligned(source, sourceOffset, false) && isAligned(target, targetOffset, true);
    boolean ended = aligned && copyBlocks(source, target);
    if (!ended && copied < byteSize && !hasSourceEnded()) {
      int durability = target.durabilityFlags();
      try (DioFile from = source.bufferedView(OpenFlags.O_RDONLY);
          DioFile to = target.bufferedView(OpenFlags.O_WRONLY | durability)) {
        copyBlocks(from, to);
      }
    }
  }

  /** {@return whether the next byte to copy is at an offset where a transfer can start} */
  private boolean isAligned(DioFile file, long start, boolean write) {
    return ((start + copied) & (file.alignment().offsetFor(write) - 1)) == 0;
  }

  /**
   * {@return whether the source has no byte behind those copied} It reads the block of the next
   * byte, because a file opened for direct I/O can only be read in blocks.
   */
  private boolean hasSourceEnded() throws IOException {
    long next = sourceOffset + copied;
    int block = source.alignment().stepFor(false);
    long start = next & -block;
    if (start > Long.MAX_VALUE - block) {
      return true; // no file is that long
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(block, block);
      return start + source.reading().transferHeld(buffer, start) <= next;
    }
  }

  /**
   * Copies whole blocks of both files until the source ends or less than a block is left. The block
   * of a buffered file is 1 byte. Both files must be held, or not be known to any other code.
   *
   * @return whether the source has ended: a read gave 0 bytes
   */
  private boolean copyBlocks(DioFile from, DioFile to) throws IOException {
    long memoryAlignment =
        Math.max(
            Alignment.BLOCK_SIZE, Math.max(from.alignment().memory(), to.alignment().memory()));
    long block = Math.max(from.alignment().readOffset(), to.alignment().offset());
    if (byteSize - copied < block) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer =
          arena.allocate(
              Alignment.alignUp(Math.min(BUFFER_BYTES, byteSize - copied), block), memoryAlignment);
      while (byteSize - copied >= block) {
        long wanted = Math.min(buffer.byteSize(), byteSize - copied) & -block;
        int count = from.reading().transferHeld(buffer.asSlice(0, wanted), sourceOffset + copied);
        long whole = count & -block;
        if (whole == 0) {
          return count == 0;
        }
        to.writing().transferFullyHeld(buffer.asSlice(0, whole), targetOffset + copied);
        copied += whole;
      }
    }
    return false;
  }
}
