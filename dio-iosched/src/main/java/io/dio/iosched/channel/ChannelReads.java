// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.mempool.MmapBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Reads of any bytes of a file into any buffers. */
final class ChannelReads {
  private final FileRoute route;
  private final BlockSizes sizes;

  ChannelReads(FileRoute route) {
    this.route = route;
    this.sizes = BlockSizes.ofReads(route.file());
  }

  /**
   * Reads until the buffers are full or the file ends. {@return the number of bytes, -1 at the end
   * of the file, 0 if there is no room} An error after some bytes is not reported: the next read
   * meets it again.
   */
  long read(BufferCursor targets, long fileOffset) throws IOException {
    if (targets.remaining() == 0) {
      return 0;
    }
    requireRange(fileOffset, targets.remaining());
    long done = 0;
    while (targets.remaining() > 0) {
      long at = fileOffset + done;
      if (at > LargestOffset.OF_A_BLOCK) {
        break; // no file is that long
      }
      List<MemorySegment> pieces = sizes.straightPieces(targets, at);
      long wanted =
          pieces.isEmpty() ? sizes.bouncedBytes(targets, at) : BlockSizes.byteSize(pieces);
      long count;
      try {
        count = pieces.isEmpty() ? bounced(targets, at, wanted) : straight(pieces, at);
      } catch (IOException e) {
        if (done == 0) {
          throw e;
        }
        break;
      }
      targets.advance(count);
      done += count;
      if (count < wanted) {
        break;
      }
    }
    return done == 0 ? -1 : done;
  }

  /** The kernel refuses a transfer whose end is beyond the largest offset. */
  private static void requireRange(long fileOffset, long byteSize) throws IOException {
    if (fileOffset > Long.MAX_VALUE - byteSize) {
      throw new ErrnoException(
          "pread", Errno.EINVAL, "length=" + byteSize + ", offset=" + fileOffset);
    }
  }

  private long straight(List<MemorySegment> pieces, long fileOffset) throws IOException {
    return pieces.size() == 1
        ? route.read(pieces.getFirst(), fileOffset)
        : route.read(pieces, fileOffset);
  }

  /** Reads the blocks that contain the bytes, and copies the bytes. */
  private long bounced(BufferCursor targets, long fileOffset, long byteSize) throws IOException {
    long start = sizes.down(fileOffset);
    long end = sizes.up(fileOffset + byteSize);
    MmapBuffer buffer = BouncePool.take(end - start);
    try {
      long count = route.read(buffer, 0, end - start, start);
      long usable = Math.clamp(count - (fileOffset - start), 0, byteSize);
      targets.copyFrom(buffer.segment(), fileOffset - start, usable);
      return usable;
    } finally {
      buffer.release();
    }
  }
}
