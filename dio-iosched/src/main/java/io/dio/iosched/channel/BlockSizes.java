// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.sys.DioFile;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * How transfers in one direction are cut into pieces. The block of a buffered file is 1 byte, so
 * all its bytes are aligned.
 *
 * @param block the alignment of offsets and lengths, in bytes
 * @param memory the alignment of addresses, in bytes
 */
record BlockSizes(int block, int memory) {
  /**
   * The fewest bytes for which a device operation of their own is worth it. To copy that many takes
   * about 10 microseconds, and an operation of the device takes longer.
   */
  private static final long WORTH_BYTES = 64 << 10;

  static BlockSizes ofReads(DioFile file) {
    return new BlockSizes(file.alignment().readOffset(), file.alignment().memory());
  }

  static BlockSizes ofWrites(DioFile file) {
    return new BlockSizes(file.alignment().offset(), file.alignment().memory());
  }

  /** {@return whether bytes at any offset can be transferred as they are} */
  boolean isBytes() {
    return block == 1;
  }

  long down(long fileOffset) {
    return fileOffset & -block;
  }

  long up(long fileOffset) {
    return (fileOffset + block - 1) & -block;
  }

  /** {@return the largest transfer, a multiple of a block} */
  private long mostBytes() {
    return DioFile.maxTransferBytes() & -block;
  }

  /**
   * {@return the next pieces to transfer without a copy at {@code fileOffset}; empty if the next
   * bytes have to be copied}
   */
  List<MemorySegment> straightPieces(BufferCursor buffers, long fileOffset) {
    if (down(fileOffset) != fileOffset) {
      return List.of();
    }
    List<MemorySegment> pieces = buffers.straightPieces(memory, block, mostBytes());
    return isBytes() || isWorth(byteSize(pieces), buffers.remaining()) ? pieces : List.of();
  }

  private static boolean isWorth(long straightBytes, long remaining) {
    return straightBytes == remaining || straightBytes >= WORTH_BYTES;
  }

  static long byteSize(List<MemorySegment> pieces) {
    long sum = 0;
    for (int i = 0; i < pieces.size(); i++) {
      sum += pieces.get(i).byteSize();
    }
    return sum;
  }

  /** {@return the number of the next bytes to copy through a pooled buffer in one transfer} */
  long bouncedBytes(BufferCursor buffers, long fileOffset) {
    long inBlock = fileOffset - down(fileOffset);
    long most = Math.max(BouncePool.LARGE_BYTES, 2L * block) - inBlock;
    if (inBlock != 0 && isStraightAfter(buffers.current(), block - inBlock)) {
      return block - inBlock;
    }
    return Math.min(buffers.remaining(), most);
  }

  private boolean isStraightAfter(MemorySegment buffer, long head) {
    return buffer.isNative()
        && buffer.byteSize() - head >= WORTH_BYTES
        && ((buffer.address() + head) & (memory - 1)) == 0;
  }
}
