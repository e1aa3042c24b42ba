// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

/**
 * The sizes of a log and how it reaches the disk.
 *
 * @param segmentBytes the size of a new segment, a multiple of 4096, at most 1 GiB. Recovery holds
 *     one segment in memory.
 * @param commitBytes the most bytes that one commit writes, a multiple of 4096. The log has two
 *     buffers of this size, which is all the memory that waiting records can take.
 * @param spareSegments how many segments are prepared ahead of need, 1 to 1024
 * @param direct whether segments bypass the page cache, if the file system permits it
 * @param syncs whether a commit waits until it is durable. Without it a loss of power may lose
 *     records that were acknowledged, as for a bulk load that can be repeated.
 */
public record LogOptions(
    long segmentBytes, int commitBytes, int spareSegments, boolean direct, boolean syncs) {
  /** The smallest block, and the unit of all sizes. */
  static final int BLOCK_BYTES = 4096;

  private static final long MOST_SEGMENT_BYTES = 1L << 30;
  private static final int MOST_SPARE_SEGMENTS = 1024;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public LogOptions {
    requireBlocks("commitBytes", commitBytes, BLOCK_BYTES, MOST_SEGMENT_BYTES / 2);
    // The header has a block of its own, which is larger than 4096 bytes on some devices.
    requireBlocks("segmentBytes", segmentBytes, 2L * commitBytes, MOST_SEGMENT_BYTES);
    if (spareSegments < 1 || spareSegments > MOST_SPARE_SEGMENTS) {
      throw new IllegalArgumentException(
          "spareSegments %d is not within 1 and %d".formatted(spareSegments, MOST_SPARE_SEGMENTS));
    }
  }

  private static void requireBlocks(String name, long value, long least, long most) {
    if (value < least || value > most || value % BLOCK_BYTES != 0) {
      throw new IllegalArgumentException(
          "%s %d is not a multiple of %d within %d and %d"
              .formatted(name, value, BLOCK_BYTES, least, most));
    }
  }

  /** {@return segments of 64 MiB, commits of up to 1 MiB, one spare segment, direct and synced} */
  public static LogOptions defaults() {
    return new LogOptions(64L << 20, 1 << 20, 1, true, true);
  }

  /** {@return a copy with other sizes of a new segment and of the largest commit} */
  public LogOptions withSizes(long segmentBytes, int commitBytes) {
    return new LogOptions(segmentBytes, commitBytes, spareSegments, direct, syncs);
  }

  /** {@return a copy that prepares this many segments ahead of need} */
  public LogOptions withSpareSegments(int spareSegments) {
    return new LogOptions(segmentBytes, commitBytes, spareSegments, direct, syncs);
  }

  /** {@return a copy that asks for direct I/O, or goes through the page cache} */
  public LogOptions withDirect(boolean direct) {
    return new LogOptions(segmentBytes, commitBytes, spareSegments, direct, syncs);
  }

  /** {@return a copy whose commits wait until they are durable, or only until they are written} */
  public LogOptions withSyncs(boolean syncs) {
    return new LogOptions(segmentBytes, commitBytes, spareSegments, direct, syncs);
  }
}
