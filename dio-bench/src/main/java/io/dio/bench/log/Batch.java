// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import io.dio.iosched.CompletableTicket;
import io.dio.mempool.MmapBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The records of one commit, side by side in one buffer. Its place in the log is known from the
 * start, so that each thread can complete its own record, checksum and all, while others do the
 * same.
 *
 * <p>A thread reserves room with one compare-and-set, which also gives the record its number. Then
 * it fills the room. The leader seals the batch, so that nobody can reserve any more, and waits
 * until all reserved room is filled.
 */
final class Batch {
  /** {@link #reserve}: the batch has no room for this record. */
  static final long FULL = -1;

  /** {@link #reserve}: the batch accepts no more records. */
  static final long SEALED = -2;

  private static final long SEALED_BIT = Long.MIN_VALUE;
  private static final int COUNT_SHIFT = 32;

  private final MmapBuffer buffer;
  private final MemorySegment memory;
  private final long segmentId;
  private final long fileOffset;
  private final long firstLsn;

  /** The sealed bit, the number of records, and in the lower half their bytes. */
  private final AtomicLong reserved = new AtomicLong();

  /** Null when it is durable, because a chain of all batches would fill the memory. */
  private volatile Batch previous;

  private final AtomicInteger filledBytes = new AtomicInteger();
  private final AtomicBoolean led = new AtomicBoolean();
  private final CompletableTicket done = CompletableTicket.create();

  /**
   * An empty batch.
   *
   * @param previous the batch before it, which is written first; null if there is none
   * @param buffer whose bytes the batch before the previous one may have used
   * @param segmentId the segment that it will be written to
   * @param fileOffset where in the segment, a multiple of the size of a block
   * @param firstLsn the number of its first record
   */
  Batch(Batch previous, MmapBuffer buffer, long segmentId, long fileOffset, long firstLsn) {
    this.previous = previous;
    this.buffer = buffer;
    this.memory = buffer.segment();
    this.segmentId = segmentId;
    this.fileOffset = fileOffset;
    this.firstLsn = firstLsn;
  }

  // ---- threads that append ----

  /** {@return a reservation for {@link #fill}, or {@link #FULL} or {@link #SEALED}} */
  long reserve(int storedBytes) {
    while (true) {
      long seen = reserved.get();
      if (seen < 0) {
        return SEALED;
      }
      if ((int) seen + storedBytes > memory.byteSize()) {
        return FULL;
      }
      if (reserved.compareAndSet(seen, seen + (1L << COUNT_SHIFT) + storedBytes)) {
        return seen;
      }
    }
  }

  /** {@return the number of the record with a reservation} */
  long lsn(long reservation) {
    return firstLsn + (reservation >>> COUNT_SHIFT);
  }

  /**
   * Copies a record to its reserved room. If the copy fails, for example because another thread has
   * just closed the arena, the room gets a record that readers skip. Its number stays unused.
   */
  void fill(long reservation, MemorySegment payload, RecordFormat format, long logId) {
    int at = (int) reservation;
    int payloadBytes = (int) payload.byteSize();
    int storedBytes = RecordFormat.storedBytes(payloadBytes);
    MemorySegment record = memory.asSlice(at, storedBytes);
    boolean copied = false;
    try {
      MemorySegment.copy(payload, 0, record, RecordFormat.HEADER_BYTES, payloadBytes);
      copied = true;
    } finally {
      format.seal(
          record,
          payloadBytes,
          !copied,
          lsn(reservation),
          firstLsn,
          logId,
          segmentId,
          fileOffset + at);
      // Pairs with the read in awaitFilled: the leader then sees the bytes.
      filledBytes.addAndGet(storedBytes);
    }
  }

  /** Waits until the batch is durable, or has failed. */
  void await() throws IOException {
    done.await();
  }

  /** Waits until it is durable or has failed. {@return whether it is durable} */
  boolean awaitQuietly() {
    try {
      done.await();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  // ---- the leader ----

  /** {@return true for one thread, which has to write the batch} */
  boolean tryLead() {
    return !led.get() && led.compareAndSet(false, true);
  }

  /** {@return the batch that has to be durable first; null if there is none, or if it is} */
  Batch previous() {
    return previous;
  }

  /** Waits for the batch before. {@return whether it is durable} */
  boolean awaitPrevious() {
    Batch before = previous;
    if (before == null) {
      return true;
    }
    boolean durable = before.awaitQuietly();
    previous = null;
    return durable;
  }

  /** Accepts no more records. */
  void seal() {
    reserved.getAndUpdate(seen -> seen | SEALED_BIT);
  }

  boolean isSealed() {
    return reserved.get() < 0;
  }

  /** Waits for the threads that are copying. A copy takes less than a microsecond per KiB. */
  @SuppressWarnings("ThreadPriorityCheck") // only speed depends on it
  void awaitFilled() {
    int bytes = byteSize();
    while (filledBytes.get() != bytes) {
      Thread.yield(); // the other thread may need this processor
    }
  }

  /** {@return the number of records up to now} */
  int count() {
    return (int) ((reserved.get() & ~SEALED_BIT) >>> COUNT_SHIFT);
  }

  /** {@return the bytes of all records up to now} */
  int byteSize() {
    return (int) reserved.get();
  }

  /** {@return the number of the last record} It is meant for a sealed batch with records. */
  long lastLsn() {
    return firstLsn + count() - 1;
  }

  long firstLsn() {
    return firstLsn;
  }

  MmapBuffer buffer() {
    return buffer;
  }

  long segmentId() {
    return segmentId;
  }

  long fileOffset() {
    return fileOffset;
  }

  void succeed() {
    done.complete(byteSize());
  }

  void fail(IOException cause) {
    done.fail(cause);
  }
}
