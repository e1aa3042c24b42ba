// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The bytes of a record: a header of 24 bytes, the payload, and zeros up to a multiple of 8.
 *
 * <pre>
 *  0  checksum, CRC-32C of the place and of everything from byte 4 to the end of the payload
 *  4  length of the payload; the highest bit marks a record that its writer could not fill
 *  8  sequence number of the record
 * 16  sequence number of the first record of its commit
 * 24  payload
 * </pre>
 *
 * <p>The place is the identity of the log, the number of the segment, and the offset in it. It is
 * not stored. So old records in a recycled segment, bytes that a disk wrote to a wrong place, and
 * payloads that contain a copy of a log are never taken for records.
 *
 * <p>An instance computes checksums. It belongs to one thread.
 */
final class RecordFormat {
  static final int HEADER_BYTES = 24;

  /** Records begin at multiples of it inside a commit. */
  static final int ALIGNMENT = 8;

  private static final int LENGTH_OFFSET = 4;
  private static final int LSN_OFFSET = 8;
  private static final int COMMIT_LSN_OFFSET = 16;
  private static final int VOID_BIT = 1 << 31;
  private static final int PLACE_BYTES = 24;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final CRC32C crc = new CRC32C();
  private final ByteBuffer place = ByteBuffer.allocate(PLACE_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** {@return the bytes that a record takes} The payload fits into a commit. */
  static int storedBytes(long payloadBytes) {
    return (int) (HEADER_BYTES + payloadBytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /**
   * Completes a record whose payload is in its place.
   *
   * @param record the memory of the record, {@link #storedBytes} long
   * @param isVoid whether readers have to skip it
   */
  void seal(
      MemorySegment record,
      int payloadBytes,
      boolean isVoid,
      long lsn,
      long commitLsn,
      long logId,
      long segmentId,
      long fileOffset) {
    record.asSlice(HEADER_BYTES + payloadBytes).fill((byte) 0);
    record.set(INT, LENGTH_OFFSET, isVoid ? payloadBytes | VOID_BIT : payloadBytes);
    record.set(LONG, LSN_OFFSET, lsn);
    record.set(LONG, COMMIT_LSN_OFFSET, commitLsn);
    record.set(INT, 0, checksum(record, payloadBytes, logId, segmentId, fileOffset));
  }

  /** {@return whether the checksum of a record fits its bytes and its place} */
  boolean isWhole(MemorySegment record, long logId, long segmentId, long fileOffset) {
    return record.get(INT, 0) == checksum(record, length(record), logId, segmentId, fileOffset);
  }

  private int checksum(
      MemorySegment record, int payloadBytes, long logId, long segmentId, long fileOffset) {
    place.clear().putLong(logId).putLong(segmentId).putLong(fileOffset).flip();
    crc.reset();
    crc.update(place);
    crc.update(
        record.asSlice(LENGTH_OFFSET, HEADER_BYTES - LENGTH_OFFSET + payloadBytes).asByteBuffer());
    return (int) crc.getValue();
  }

  static int length(MemorySegment record) {
    return record.get(INT, LENGTH_OFFSET) & ~VOID_BIT;
  }

  static boolean isVoid(MemorySegment record) {
    return (record.get(INT, LENGTH_OFFSET) & VOID_BIT) != 0;
  }

  static long lsn(MemorySegment record) {
    return record.get(LONG, LSN_OFFSET);
  }

  static long commitLsn(MemorySegment record) {
    return record.get(LONG, COMMIT_LSN_OFFSET);
  }

  static MemorySegment payload(MemorySegment record) {
    return record.asSlice(HEADER_BYTES, length(record));
  }
}
