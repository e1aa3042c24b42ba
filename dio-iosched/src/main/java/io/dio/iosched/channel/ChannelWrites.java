// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.CompletionThread;
import io.dio.mempool.MmapBuffer;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * Writes of any bytes from any buffers. A direct file can only be written in whole blocks:
 *
 * <ul>
 *   <li>Whole blocks are written as they are.
 *   <li>A block that the file has in full, or will have after the write, is read, changed and
 *       written back.
 *   <li>In any other block, and in a file that was not opened for reading, the bytes are written
 *       through the page cache. A whole block would lengthen the file beyond its end. To shorten it
 *       again afterwards would show the padding meanwhile, and leave it after a crash.
 * </ul>
 */
final class ChannelWrites {
  /** The smallest range that is locked. The page cache writes back no less than this. */
  private static final int SMALLEST_PAGE_BYTES = 4096;

  private final FileRoute route;
  private final BlockSizes sizes;
  private final BufferedOpening pageCache;
  private final SharedFile shared;

  /** Whether blocks can be read to change a part of them. */
  private final boolean reads;

  /** A multiple of the block and of the host's page. */
  private final long lockedBytes;

  /**
   * Creates the writes of one file.
   *
   * @param pageCache an opening of the same file, for bytes behind the last whole block
   * @param reads whether the file can be read too
   */
  ChannelWrites(FileRoute route, BufferedOpening pageCache, SharedFile shared, boolean reads) {
    this.route = route;
    this.sizes = BlockSizes.ofWrites(route.file());
    this.pageCache = pageCache;
    this.shared = shared;
    this.reads = reads;
    long pageBytes = (1L << 31) - DioFile.maxTransferBytes();
    this.lockedBytes = Math.max(SMALLEST_PAGE_BYTES, Math.max(sizes.block(), pageBytes));
  }

  /**
   * Writes all bytes, or as many as the system takes. {@return their number} An error after some
   * bytes is not reported: the next write meets it again.
   */
  long write(BufferCursor sources, long fileOffset) throws IOException {
    long done = 0;
    while (sources.remaining() > 0) {
      long at = fileOffset + done;
      if (at < 0 || at > LargestOffset.OF_A_BLOCK) {
        if (done > 0) {
          break;
        }
        throw new ErrnoException(
            "pwrite",
            at > Long.MAX_VALUE - sources.remaining() ? Errno.EINVAL : Errno.EFBIG,
            "length=" + sources.remaining() + ", offset=" + fileOffset);
      }
      List<MemorySegment> pieces = sizes.straightPieces(sources, at);
      long wanted = pieces.isEmpty() ? bouncedBytes(sources, at) : BlockSizes.byteSize(pieces);
      long count;
      try {
        count = pieces.isEmpty() ? bounced(sources, at, wanted) : straight(pieces, at, wanted);
      } catch (IOException e) {
        if (done == 0) {
          throw e;
        }
        break;
      }
      sources.advance(count);
      done += count;
      if (count < wanted) {
        break;
      }
    }
    return done;
  }

  /**
   * Writes all bytes with one call, on a way on which the kernel appends. So they stay together,
   * whoever else appends. {@return their number, or fewer if the system takes fewer}
   */
  long append(BufferCursor sources) throws IOException {
    long byteSize = Math.min(sources.remaining(), DioFile.maxTransferBytes());
    if (byteSize == 0) {
      return 0;
    }
    List<MemorySegment> pieces = sizes.straightPieces(sources, 0);
    long count =
        BlockSizes.byteSize(pieces) == byteSize
            ? straight(pieces, 0)
            : bounced(sources, 0, byteSize);
    sources.advance(count);
    return count;
  }

  /** {@return how many of the next bytes to copy at once} */
  private long bouncedBytes(BufferCursor sources, long fileOffset) {
    long most = sizes.bouncedBytes(sources, fileOffset);
    if (reads || sizes.isBytes()) {
      return most;
    }
    // Whole blocks and parts of blocks go different ways.
    long inBlock = fileOffset - sizes.down(fileOffset);
    if (inBlock != 0) {
      return Math.min(most, sizes.block() - inBlock);
    }
    return most < sizes.block() ? most : sizes.down(most);
  }

  private long straight(List<MemorySegment> pieces, long fileOffset, long byteSize)
      throws IOException {
    if (sizes.isBytes()) {
      return straight(pieces, fileOffset);
    }
    RangeLocks.Range range = lock(fileOffset, fileOffset + byteSize, false);
    try {
      return straight(pieces, fileOffset);
    } finally {
      range.unlock();
    }
  }

  private long straight(List<MemorySegment> pieces, long fileOffset) throws IOException {
    return pieces.size() == 1
        ? route.write(pieces.getFirst(), fileOffset)
        : route.write(pieces, fileOffset);
  }

  private RangeLocks.Range lock(long from, long to, boolean alone) {
    return shared.ranges().lock(from & -lockedBytes, (to + lockedBytes - 1) & -lockedBytes, alone);
  }

  private long bounced(BufferCursor sources, long fileOffset, long byteSize) throws IOException {
    long start = sizes.down(fileOffset);
    long end = sizes.up(fileOffset + byteSize);
    boolean whole = start == fileOffset && end == fileOffset + byteSize;
    // The buffer comes before the locks, so that no thread waits for memory while it holds one.
    MmapBuffer buffer = BouncePool.take(end - start);
    try {
      if (sizes.isBytes()) {
        sources.copyTo(buffer.segment(), 0, byteSize);
        return route.write(buffer, 0, byteSize, fileOffset);
      }
      if (whole) {
        return copied(sources, buffer, fileOffset, byteSize);
      }
      Lock shape = shared.shape().readLock();
      CompletionThread.lock(shape, "FileChannel.write()");
      try {
        return changed(sources, buffer, fileOffset, byteSize);
      } finally {
        shape.unlock();
      }
    } finally {
      buffer.release();
    }
  }

  /** Writes whole blocks. */
  private long copied(BufferCursor sources, MmapBuffer buffer, long fileOffset, long byteSize)
      throws IOException {
    sources.copyTo(buffer.segment(), 0, byteSize);
    RangeLocks.Range range = lock(fileOffset, fileOffset + byteSize, false);
    try {
      return route.write(buffer, 0, byteSize, fileOffset);
    } finally {
      range.unlock();
    }
  }

  /** Writes blocks of which the first or the last, or both, are changed in a part. */
  private long changed(BufferCursor sources, MmapBuffer buffer, long fileOffset, long byteSize)
      throws IOException {
    long start = sizes.down(fileOffset);
    long end = sizes.up(fileOffset + byteSize);
    RangeLocks.Range range = lock(start, end, true);
    try {
      long direct = reads ? readEdges(buffer, fileOffset, byteSize, start, end) : start;
      sources.copyTo(buffer.segment(), fileOffset - start, byteSize);
      if (direct == start) {
        return pageCache.write(buffer, fileOffset - start, byteSize, fileOffset);
      }
      long reached = start + route.write(buffer, 0, direct - start, start);
      if (reached < direct || direct == end) {
        return Math.clamp(reached - fileOffset, 0, byteSize);
      }
      return direct - fileOffset + rest(buffer, direct, fileOffset + byteSize - direct, start);
    } finally {
      range.unlock();
    }
  }

  /**
   * Reads what must be kept of the first and the last block. {@return where the blocks end that can
   * be written as a whole}
   */
  private long readEdges(MmapBuffer buffer, long fileOffset, long byteSize, long start, long end)
      throws IOException {
    int block = sizes.block();
    long behind = fileOffset + byteSize;
    boolean oneRead = end - start <= 2L * block;
    if (fileOffset > start || oneRead) {
      long wanted = oneRead ? end - start : block;
      long count = route.read(buffer, 0, wanted, start);
      // A gap between the end of the file and the new bytes reads as zeros.
      buffer.segment().asSlice(count, wanted - count).fill((byte) 0);
      if (oneRead) {
        return behind == end || count == wanted ? end : sizes.down(behind);
      }
    }
    if (behind == end) {
      return end;
    }
    return route.read(buffer, end - block - start, block, end - block) == block
        ? end
        : sizes.down(behind);
  }

  /**
   * Writes the bytes of the last block through the page cache, after those before them. {@return
   * their number, 0 if that fails} The next write meets the error again.
   */
  private long rest(MmapBuffer buffer, long fileOffset, long byteSize, long start) {
    try {
      return pageCache.write(buffer, fileOffset - start, byteSize, fileOffset);
    } catch (IOException _) {
      return 0;
    }
  }
}
