// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The first block of a segment. It is written and synced before the segment gets its name, so a
 * segment with a name has a whole header.
 *
 * @param logId a random number that all segments of a log share
 * @param segmentId the number of the segment; a recycled segment gets a new one
 * @param segmentBytes the size of the segment, a multiple of {@code blockBytes}
 * @param blockBytes commits begin at multiples of this size
 */
record SegmentHeader(long logId, long segmentId, long segmentBytes, int blockBytes) {
  /** The bytes of the header; the rest of its block is zero. */
  static final int BYTES = 40;

  /** "DIOWAL01" */
  private static final long MAGIC = 0x31304C41_574F4944L;

  private static final int CHECKSUM_OFFSET = 36;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

  void write(MemorySegment block) {
    block.set(LONG, 0, MAGIC);
    block.set(LONG, 8, logId);
    block.set(LONG, 16, segmentId);
    block.set(LONG, 24, segmentBytes);
    block.set(INT, 32, blockBytes);
    block.set(INT, CHECKSUM_OFFSET, checksum(block));
  }

  /**
   * {@return the header at the start of a segment}
   *
   * @throws LogCorruptedException if it is not whole, or does not belong to the file
   */
  static SegmentHeader read(MemorySegment block, Path file, long expectedId)
      throws LogCorruptedException {
    if (block.get(LONG, 0) != MAGIC) {
      throw new LogCorruptedException(file, 0, "this is no segment of a log");
    }
    if (block.get(INT, CHECKSUM_OFFSET) != checksum(block)) {
      throw new LogCorruptedException(file, 0, "the header of the segment has a wrong checksum");
    }
    SegmentHeader header =
        new SegmentHeader(
            block.get(LONG, 8), block.get(LONG, 16), block.get(LONG, 24), block.get(INT, 32));
    if (header.segmentId != expectedId) {
      throw new LogCorruptedException(
          file,
          0,
          "the name says segment %d, the header %d".formatted(expectedId, header.segmentId));
    }
    return header;
  }

  private static int checksum(MemorySegment block) {
    CRC32C crc = new CRC32C();
    crc.update(block.asSlice(0, CHECKSUM_OFFSET).asByteBuffer());
    return (int) crc.getValue();
  }
}
