// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import io.dio.align.Alignment;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Appends records. Threads fill one batch while another batch is being written. The first thread
 * that waits for a batch leads it: it waits for the batch before, seals its own, writes it, and
 * wakes the others. So one write is in flight at a time, and it covers all threads that came during
 * the write before.
 *
 * <p>Recovery depends on "one at a time": if a commit is there, the commits before it were durable.
 */
final class GroupCommit {
  private final IoScheduler scheduler;
  private final LogOptions options;
  private final long logId;
  private final int blockBytes;
  private final SegmentSupply supply;
  private final MmapPool pool;
  private final MmapBuffer[] buffers;

  private final ReentrantLock lock = new ReentrantLock();

  /** Signalled when {@link #filling} is another batch, and when there will be none. */
  private final Condition opened = lock.newCondition();

  private volatile Batch filling;
  private volatile long durableLsn;
  private volatile Throwable failure;
  private volatile boolean closed;

  // The leader's; each leader sees what the one before it has left.
  private Segment segment;

  /** Segments that are full and not released, with their last record; guarded by the lock. */
  private final Deque<FullSegment> full = new ArrayDeque<>();

  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong rolls = new AtomicLong();
  private final AtomicLong rollsThatWaited = new AtomicLong();

  /** A segment behind the end of the log. */
  record FullSegment(long id, long lastLsn) {}

  /**
   * Starts behind the end of a log.
   *
   * @param end where the log ends; its segment is open
   */
  GroupCommit(IoScheduler scheduler, LogOptions options, LogEnd end, SegmentSupply supply) {
    this.scheduler = scheduler;
    this.options = options;
    this.logId = end.logId();
    this.blockBytes = end.blockBytes();
    this.supply = supply;
    this.segment = end.segment();
    this.full.addAll(end.full());
    this.durableLsn = end.lastLsn();
    this.pool = new MmapPool("log", options.commitBytes(), 2);
    this.buffers = new MmapBuffer[] {pool.tryAcquire(), pool.tryAcquire()};
    this.filling =
        batchAt(null, 0, segment.id(), segment.byteSize(), end.offset(), end.lastLsn() + 1);
  }

  /** {@return an empty batch at this place, or in the next segment if this one is nearly full} */
  private Batch batchAt(
      Batch previous, int buffer, long segmentId, long segmentBytes, long offset, long lsn) {
    boolean fits = segmentBytes - offset >= options.commitBytes();
    return new Batch(
        previous,
        buffers[buffer],
        fits ? segmentId : segmentId + 1,
        fits ? offset : blockBytes,
        lsn);
  }

  int mostPayloadBytes() {
    return options.commitBytes() - RecordFormat.HEADER_BYTES;
  }

  // ---- appending ----

  /**
   * Adds a record to the batch that is being filled.
   *
   * @param durable whether to wait until it is durable
   * @return its number
   */
  long append(MemorySegment payload, boolean durable) throws IOException {
    requirePayload(payload);
    // Everything that could fail for want of memory comes before the reservation.
    RecordFormat format = new RecordFormat();
    int storedBytes = RecordFormat.storedBytes(payload.byteSize());
    while (true) {
      requireOpen();
      Batch batch = filling;
      long reservation = batch.reserve(storedBytes);
      if (reservation >= 0) {
        batch.fill(reservation, payload, format, logId);
        if (durable) {
          commit(batch);
        }
        return batch.lsn(reservation);
      }
      awaitRoom(batch, reservation == Batch.FULL);
    }
  }

  private void requirePayload(MemorySegment payload) {
    if (payload.byteSize() > mostPayloadBytes()) {
      throw new IllegalArgumentException(
          "payload has %d bytes; at most %d fit into a commit of %d bytes"
              .formatted(payload.byteSize(), mostPayloadBytes(), options.commitBytes()));
    }
    if (!payload.scope().isAlive() || !payload.isAccessibleBy(Thread.currentThread())) {
      throw new IllegalArgumentException(
          "payload cannot be read by %s: its arena is closed or belongs to another thread"
              .formatted(Thread.currentThread()));
    }
  }

  private void requireOpen() throws LogFailedException {
    Throwable cause = failure;
    if (cause != null) {
      throw new LogFailedException(cause);
    }
    if (closed) {
      throw new IllegalStateException("the log is closed");
    }
  }

  /** A full batch is written by the thread that finds it full, unless it has a leader. */
  private void awaitRoom(Batch batch, boolean isFull) throws IOException {
    if (isFull && batch.tryLead()) {
      lead(batch, false);
      return;
    }
    lock.lock();
    try {
      while (filling == batch && failure == null && !closed) {
        opened.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a record is durable. */
  void awaitDurable(long lsn) throws IOException {
    if (lsn <= durableLsn) {
      return;
    }
    Batch batch = filling;
    if (lsn < 1 || lsn >= batch.firstLsn() + batch.count()) {
      throw new IllegalArgumentException(
          "lsn %d is not within 1 and %d, the last record that was appended"
              .formatted(lsn, batch.firstLsn() + batch.count() - 1));
    }
    Batch holder = lsn >= batch.firstLsn() ? batch : batch.previous();
    if (holder != null) {
      commit(holder); // or a batch behind the holder, which waits for it
    } else if (lsn > durableLsn) {
      throw new LogFailedException(failure);
    }
  }

  private void commit(Batch batch) throws IOException {
    if (batch.tryLead()) {
      lead(batch, false);
    }
    try {
      batch.await();
    } catch (IOException e) {
      throw new LogFailedException(failure);
    }
  }

  // ---- leading ----

  /** Makes a batch durable, or fails the log. It never throws, because others wait for it. */
  private void lead(Batch batch, boolean last) {
    try {
      if (!batch.awaitPrevious()) {
        fail(batch, failure);
        return;
      }
      gather(batch);
      seal(batch, last);
      batch.awaitFilled();
      if (batch.count() > 0) {
        write(batch);
        durableLsn = batch.lastLsn();
      }
      batch.succeed();
    } catch (Throwable e) {
      fail(batch, e);
    }
  }

  /**
   * Lets threads that are about to append do so, as long as that brings more records. A full batch
   * ends it in any case.
   */
  @SuppressWarnings("ThreadPriorityCheck") // only speed depends on it
  private static void gather(Batch batch) {
    int before;
    do {
      before = batch.count();
      Thread.yield();
    } while (batch.count() > before);
  }

  /** Opens the next batch in the buffer of the previous one, which is durable. */
  private void seal(Batch batch, boolean last) {
    lock.lock();
    try {
      batch.seal();
      if (!last) {
        long end = batch.fileOffset() + writtenBytes(batch);
        long segmentBytes =
            batch.segmentId() == segment.id() ? segment.byteSize() : options.segmentBytes();
        filling =
            batchAt(
                batch,
                batch.buffer() == buffers[0] ? 1 : 0,
                batch.segmentId(),
                segmentBytes,
                end,
                batch.lastLsn() + 1);
      }
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long writtenBytes(Batch batch) {
    return Alignment.alignUp(batch.byteSize(), blockBytes);
  }

  private void write(Batch batch) throws IOException {
    if (batch.segmentId() != segment.id()) {
      roll(batch.firstLsn() - 1);
    }
    long length = writtenBytes(batch);
    int used = batch.byteSize();
    batch.buffer().segment().asSlice(used, length - used).fill((byte) 0);
    Op write = Op.write(segment.file(), batch.buffer().slice(0, length), batch.fileOffset());
    scheduler.submit(options.syncs() ? write.durable() : write).await();
    commits.incrementAndGet();
    records.addAndGet(batch.count());
    bytes.addAndGet(length);
  }

  private void roll(long lastLsn) throws IOException {
    if (!supply.isReady()) {
      rollsThatWaited.incrementAndGet();
    }
    Segment next = supply.take();
    Segment old = segment;
    segment = next;
    rolls.incrementAndGet();
    lock.lock();
    try {
      full.add(new FullSegment(old.id(), lastLsn));
    } finally {
      lock.unlock();
    }
    old.file().close();
  }

  /** Fails this batch, the one that is being filled, and everything that comes later. */
  private void fail(Batch batch, Throwable cause) {
    lock.lock();
    try {
      if (failure == null) {
        failure = cause;
      }
      IOException told = new LogFailedException(failure);
      filling.seal();
      batch.fail(told);
      filling.fail(told);
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // ---- the rest ----

  /** Gives back all segments whose last record is at most {@code lsn}. */
  void release(long lsn) {
    long durable = durableLsn;
    if (lsn < 0 || lsn > durable) {
      throw new IllegalArgumentException(
          "lsn %d is not within 0 and %d, the last durable record".formatted(lsn, durable));
    }
    lock.lock();
    try {
      // The last durable record stays, because recovery continues its number.
      while (!full.isEmpty() && full.peek().lastLsn() <= lsn && full.peek().lastLsn() < durable) {
        supply.giveBack(full.remove().id());
      }
    } finally {
      lock.unlock();
    }
  }

  long durableLsn() {
    return durableLsn;
  }

  LogStats stats() {
    return new LogStats(
        records.get(),
        commits.get(),
        bytes.get(),
        rolls.get(),
        rollsThatWaited.get(),
        supply.recycled());
  }

  /**
   * Writes what was appended and accepts nothing more.
   *
   * @throws IOException if the log has failed
   */
  void close() throws IOException {
    closed = true;
    Batch last = filling;
    while (!last.tryLead() && failure == null) {
      last.awaitQuietly(); // its leader has opened another one
      last = filling;
    }
    if (failure == null) {
      lead(last, true);
    }
    free();
    if (failure != null) {
      throw new LogFailedException(failure);
    }
  }

  private void free() throws IOException {
    Batch rest = filling;
    rest.seal();
    rest.awaitFilled();
    for (MmapBuffer each : buffers) {
      each.release();
    }
    // If the scheduler failed, the kernel may still read a buffer, which then stays mapped.
    if (pool.outstanding() == 0) {
      pool.close();
    }
    try {
      segment.file().close();
    } catch (IOException e) {
      failure = failure == null ? e : failure; // a poisoned file says so again
    }
  }
}
