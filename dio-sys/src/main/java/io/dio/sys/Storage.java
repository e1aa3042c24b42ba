// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Errno;
import io.dio.align.foreign.DeniedCalls;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.foreign.FileStatus;
import io.dio.sys.foreign.HostFiles;
import java.io.IOException;
import java.util.Objects;

/** Size and storage of an open file. */
final class Storage {
  private static final int ASSUMED_BLOCK_BYTES = 4096;

  /** The smallest sector of any device. */
  private static final int MIN_BLOCK_BYTES = 512;

  private Storage() {}

  static long size(DioFile file) throws IOException {
    file.acquire();
    try {
      return size(file.opened());
    } finally {
      file.release();
    }
  }

  static long size(OpenedFile opened) throws IOException {
    if (!opened.facts().status().isBlockDevice()) {
      return opened.status().byteSize();
    }
    long result = HostFiles.current().deviceBytes(opened.descriptor());
    return require(opened, "ioctl", result, "BLKGETSIZE64");
  }

  static long allocatedBytes(DioFile file) throws IOException {
    file.acquire();
    try {
      return file.opened().status().allocatedBytes();
    } finally {
      file.release();
    }
  }

  static AllocationResult allocate(DioFile file, long byteSize) throws IOException {
    file.acquire();
    try {
      OpenedFile opened = file.opened();
      checkSize(opened, byteSize);
      if (byteSize == 0) {
        return AllocationResult.ALLOCATED;
      }
      return allocate(opened, byteSize);
    } finally {
      file.release();
    }
  }

  /**
   * Reserves the storage first and grows the file afterwards. A file system that runs out of space
   * keeps the blocks reserved so far, and the file must not have grown by them.
   */
  private static AllocationResult allocate(OpenedFile opened, long byteSize) throws IOException {
    HostFiles host = HostFiles.current();
    FileStatus before = opened.status();
    int result = host.reserve(opened.descriptor(), byteSize);
    boolean reserves = !isUnsupported(result);
    if (reserves && result < 0) {
      String left = isShortOfSpace(result) ? giveBack(opened, before) : "";
      throw opened.failure("fallocate", result, "length=" + byteSize + left);
    }
    result = host.allocate(opened.descriptor(), byteSize);
    if (isUnsupported(result)) {
      return AllocationResult.UNSUPPORTED;
    }
    require(opened, "fallocate", result, "length=" + byteSize);
    opened.tellChange("fallocate");
    return AllocationResult.ALLOCATED;
  }

  /**
   * Releases the storage that a failed call has reserved behind the end of a file. A truncation to
   * the current size does that, but would cut off bytes that are appended at the same moment. So it
   * is done only while no other thread uses the file through its {@link DioFile}.
   *
   * @return a note for the message; empty if no reserved storage is left
   */
  private static String giveBack(OpenedFile opened, FileStatus before) throws IOException {
    FileStatus after = opened.status();
    if (!after.isRegularFile() || after.allocatedBytes() <= before.allocatedBytes()) {
      return "";
    }
    if (opened.alone(() -> truncateIfSizeIs(opened, before.byteSize())) == 0) {
      return "";
    }
    return "; the file keeps its size, but "
        + (after.allocatedBytes() - before.allocatedBytes())
        + " bytes of storage stay reserved: truncate it to its size to give them back";
  }

  /**
   * Asks for the size directly before the call, because the file may have grown meanwhile.
   *
   * @return 0 or a negative errno; -EBUSY if the size has changed
   */
  static int truncateIfSizeIs(OpenedFile opened, long byteSize) {
    try {
      if (opened.status().byteSize() != byteSize) {
        return -Errno.EBUSY;
      }
    } catch (IOException e) {
      return -Errno.EIO; // it is not known whether the size has changed
    }
    return FileCalls.ftruncate(opened.descriptor(), byteSize);
  }

  private static boolean isShortOfSpace(int result) {
    return result == -Errno.ENOSPC || result == -Errno.EDQUOT;
  }

  static void truncate(DioFile file, long byteSize) throws IOException {
    file.acquire();
    try {
      OpenedFile opened = file.opened();
      checkSize(opened, byteSize);
      int result = FileCalls.ftruncate(opened.descriptor(), byteSize);
      require(opened, "ftruncate", result, "length=" + byteSize);
      opened.tellChange("ftruncate");
    } finally {
      file.release();
    }
  }

  static int blockSize(DioFile file) throws IOException {
    file.acquire();
    try {
      return blockSize(file.opened());
    } finally {
      file.release();
    }
  }

  /**
   * {@return the block size of the file system} If it does not report one, as NFS does not, the
   * usual size is assumed.
   */
  private static int blockSize(OpenedFile opened) throws IOException {
    HostFiles host = HostFiles.current();
    if (opened.facts().status().isBlockDevice()) {
      long result = host.deviceSectorBytes(opened.descriptor());
      return (int) require(opened, "ioctl", result, "size of a logical sector");
    }
    return blockSizeOr(ASSUMED_BLOCK_BYTES, host.storageBlockBytes(opened.descriptor()));
  }

  /** {@return what a file system reports, or {@code assumed} if no block can be so large} */
  static int blockSizeOr(int assumed, long reported) {
    boolean plausible =
        reported >= MIN_BLOCK_BYTES && reported <= 1 << 30 && Long.bitCount(reported) == 1;
    return plausible ? (int) reported : assumed;
  }

  static long punchHole(DioFile file, long fileOffset, long length) throws IOException {
    TransferRules.checkRange(fileOffset, length);
    file.acquire();
    try {
      OpenedFile opened = file.opened();
      opened.rules().checkAccess(true);
      HoleRange hole = HoleRange.within(fileOffset, length, blockSize(opened));
      if (!hole.isEmpty()) {
        int result =
            HostFiles.current().punchHole(opened.descriptor(), hole.offset(), hole.length());
        require(
            opened,
            "fallocate",
            result,
            "PUNCH_HOLE, offset=" + hole.offset() + ", length=" + hole.length());
        opened.tellChange("fallocate");
      }
      return hole.length();
    } finally {
      file.release();
    }
  }

  static void advise(DioFile file, long fileOffset, long length, Advice advice) throws IOException {
    TransferRules.checkRange(fileOffset, length);
    Objects.requireNonNull(advice, "advice");
    file.acquire();
    try {
      OpenedFile opened = file.opened();
      int result = HostFiles.current().advise(opened.descriptor(), fileOffset, length, advice);
      require(
          opened,
          "posix_fadvise",
          result,
          "offset=" + fileOffset + ", length=" + length + ", advice=" + advice);
    } finally {
      file.release();
    }
  }

  private static void checkSize(OpenedFile opened, long byteSize) {
    opened.rules().checkAccess(true);
    if (byteSize < 0) {
      throw new IllegalArgumentException("byteSize " + byteSize + " is negative");
    }
  }

  private static boolean isUnsupported(int result) {
    return result == -Errno.EOPNOTSUPP
        || result == -Errno.ENOTSUP
        || result == -Errno.ENOSYS
        || DeniedCalls.isDenied("fallocate", -result);
  }

  private static long require(OpenedFile opened, String call, long result, String operands)
      throws IOException {
    if (result < 0) {
      throw opened.failure(call, result, operands);
    }
    return result;
  }
}
