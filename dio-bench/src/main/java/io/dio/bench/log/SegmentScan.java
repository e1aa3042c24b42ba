// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import io.dio.align.Alignment;
import java.lang.foreign.MemorySegment;

/**
 * Reads the records of one segment, which is in memory as a whole.
 *
 * <p>The next record is in one of two places: right behind the last one, if it belongs to the same
 * commit, or at the next block, if it begins a commit.
 */
final class SegmentScan {
  /** The number of the next record if any number would do. */
  static final long ANY = 0;

  private final RecordFormat format = new RecordFormat();
  private final MemorySegment memory;
  private final SegmentHeader header;
  private long nextLsn;

  /** Of the last record; 0 before the first one. */
  private long commitLsn;

  private long commitOffset;
  private long endOffset;
  private MemorySegment record;
  private boolean nextBegun;

  /**
   * Starts at the first block behind the header.
   *
   * @param memory the segment
   * @param nextLsn the number of its first record, or {@link #ANY}
   */
  SegmentScan(MemorySegment memory, SegmentHeader header, long nextLsn) {
    this.memory = memory;
    this.header = header;
    this.nextLsn = nextLsn;
    this.endOffset = header.blockBytes();
    this.commitOffset = endOffset;
  }

  /** Goes on to the next record. {@return false if there is none that is whole} */
  boolean next() {
    if (commitLsn != 0 && isRecord(endOffset, nextLsn, commitLsn)) {
      take(endOffset);
      return true;
    }
    long block = nextBlock();
    if (isCommit(block) && (nextLsn == ANY || lsnAt(block) == nextLsn)) {
      commitOffset = block;
      take(block);
      return true;
    }
    nextBegun =
        (commitLsn != 0 && isBegun(endOffset, nextLsn, commitLsn))
            || isBegun(block, nextLsn, nextLsn);
    return false;
  }

  private void take(long offset) {
    record = recordAt(offset);
    commitLsn = RecordFormat.commitLsn(record);
    nextLsn = RecordFormat.lsn(record) + 1;
    endOffset = offset + RecordFormat.storedBytes(RecordFormat.length(record));
  }

  /** {@return whether a whole record with these numbers is there} */
  private boolean isRecord(long offset, long lsn, long commit) {
    if (!isBegun(offset, lsn, commit)) {
      return false;
    }
    long room = header.segmentBytes() - offset - RecordFormat.HEADER_BYTES;
    MemorySegment found = recordAt(offset);
    return RecordFormat.length(found) <= room
        && format.isWhole(found, header.logId(), header.segmentId(), offset);
  }

  /** {@return whether a header with these numbers is there, whatever its checksum} */
  private boolean isBegun(long offset, long lsn, long commit) {
    if (offset + RecordFormat.HEADER_BYTES > header.segmentBytes()) {
      return false;
    }
    MemorySegment found = recordAt(offset);
    return RecordFormat.lsn(found) == lsn && RecordFormat.commitLsn(found) == commit;
  }

  /** {@return whether the whole first record of a commit is at a block} */
  private boolean isCommit(long block) {
    long lsn = lsnAt(block);
    return lsn > 0 && isRecord(block, lsn, lsn);
  }

  private long lsnAt(long offset) {
    return offset + RecordFormat.HEADER_BYTES > header.segmentBytes()
        ? 0
        : RecordFormat.lsn(recordAt(offset));
  }

  private MemorySegment recordAt(long offset) {
    return memory.asSlice(offset);
  }

  /** {@return whether a record behind the last one was begun} It is not whole then. */
  boolean isNextBegun() {
    return nextBegun;
  }

  /** {@return the offset of a whole commit behind the last record; -1 if there is none} */
  long laterCommit() {
    for (long block = nextBlock(); block < header.segmentBytes(); block += header.blockBytes()) {
      if (lsnAt(block) >= nextLsn && isCommit(block)) {
        return block;
      }
    }
    return -1;
  }

  /** {@return whether {@link #next} has found a record} */
  boolean hasRecords() {
    return commitLsn != 0;
  }

  /** {@return the number of the record that {@link #next} found} */
  long lsn() {
    return nextLsn - 1;
  }

  boolean isVoid() {
    return RecordFormat.isVoid(record);
  }

  MemorySegment payload() {
    return RecordFormat.payload(record).asReadOnly();
  }

  long nextLsn() {
    return nextLsn;
  }

  /** {@return where the last commit begins} */
  long commitOffset() {
    return commitOffset;
  }

  /** {@return the first byte behind the last record} */
  long endOffset() {
    return endOffset;
  }

  /** {@return the first block behind the last record} */
  long nextBlock() {
    return Alignment.alignUp(endOffset, header.blockBytes());
  }
}
