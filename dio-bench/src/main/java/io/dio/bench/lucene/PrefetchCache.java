// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Ticket;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;

/**
 * The blocks that were prefetched from the open files of a directory, in a fixed amount of memory.
 * If it is full, the block that was used least recently makes room.
 *
 * <p>Announcements are gathered over all files. They are submitted as one batch when {@link
 * #GATHERED_BLOCKS} have come together, or when a thread reads one of the files. So a query that
 * announces vectors of several segments, and then reads them, makes one batch.
 *
 * <p>The cache holds one reference to the memory of each block. A read in flight and a thread that
 * copies hold another one. So an evicted block returns to the pool when the last of them ends.
 */
final class PrefetchCache implements AutoCloseable {

  /**
   * The number of blocks that are submitted without waiting for more. A query announces hundreds of
   * vectors in a row; the device can work on the first while the last are announced.
   */
  static final int GATHERED_BLOCKS = 64;

  /** The largest number of blocks in one read. */
  private static final int MAX_RUN = 64;

  private final IoScheduler scheduler;
  private final int blockByteSize;
  private final MmapPool pool;
  private final ReentrantLock lock = new ReentrantLock();

  /** In the order of use; guarded by the lock, as all counters are. */
  private final LinkedHashMap<Key, Block> blocks = new LinkedHashMap<>(16, 0.75f, true);

  /** The blocks that are announced and not submitted. */
  private final List<Key> gathered = new ArrayList<>();

  /** The size of {@link #gathered}, which a read looks at without the lock. */
  private volatile int gatheredCount;

  private long batchCount;
  private long blockCount;
  private long hitCount;
  private long evictionCount;
  private long droppedCount;
  private long failedCount;

  /** The place of a block. */
  private record Key(OpenFile file, long index) {}

  /** The memory of a block, and the read that fills it. */
  private record Block(MmapBuffer memory, ReadAheadRun run, int indexInRun) {}

  /**
   * Commits the memory.
   *
   * @param scheduler executes the reads
   * @param name the name in messages
   * @param blockByteSize the size of a block in bytes, a power of two
   * @param capacity the number of blocks
   */
  PrefetchCache(IoScheduler scheduler, String name, int blockByteSize, int capacity) {
    this.scheduler = scheduler;
    this.blockByteSize = blockByteSize;
    this.pool = new MmapPool(name, blockByteSize, capacity);
  }

  int blockByteSize() {
    return blockByteSize;
  }

  /**
   * Announces blocks that will be read.
   *
   * @param file the file
   * @param first the first block
   * @param end the block behind the last one; at most {@link #GATHERED_BLOCKS} are read ahead
   */
  void announce(OpenFile file, long first, long end) {
    List<ReadAheadRun> runs = List.of();
    lock.lock();
    try {
      for (long index = first; index < Math.min(end, first + GATHERED_BLOCKS); index++) {
        gathered.add(new Key(file, index));
      }
      gatheredCount = gathered.size();
      if (gatheredCount >= GATHERED_BLOCKS) {
        runs = claimGathered();
      }
    } finally {
      lock.unlock();
    }
    submit(runs);
  }

  /** Submits what was announced. */
  void submitGathered() {
    if (gatheredCount == 0) {
      return;
    }
    List<ReadAheadRun> runs;
    lock.lock();
    try {
      runs = claimGathered();
    } finally {
      lock.unlock();
    }
    submit(runs);
  }

  /** Starts to read blocks that are not in memory, as one batch. */
  void fetch(OpenFile file, long first, long end) {
    List<Key> keys = LongStream.range(first, end).mapToObj(index -> new Key(file, index)).toList();
    List<ReadAheadRun> runs;
    lock.lock();
    try {
      runs = claim(keys);
    } finally {
      lock.unlock();
    }
    submit(runs);
  }

  private void submit(List<ReadAheadRun> runs) {
    if (runs.isEmpty()) {
      return;
    }
    List<Ticket> tickets;
    try {
      tickets = scheduler.submitAll(runs.stream().map(ReadAheadRun::operation).toList());
    } catch (RuntimeException | Error e) {
      runs.forEach(ReadAheadRun::refused);
      forget(runs);
      if (e instanceof IllegalStateException) {
        return; // a file or the scheduler is being closed: a read that comes now reports it
      }
      throw e;
    }
    for (int i = 0; i < runs.size(); i++) {
      runs.get(i).submitted(tickets.get(i));
    }
  }

  /** Each file in itself in ascending order, so that neighbours become one read. */
  private List<ReadAheadRun> claimGathered() {
    gathered.sort(
        Comparator.<Key>comparingLong(key -> key.file().number()).thenComparingLong(Key::index));
    List<ReadAheadRun> runs = claim(gathered);
    gathered.clear();
    gatheredCount = 0;
    return runs;
  }

  private List<ReadAheadRun> claim(List<Key> keys) {
    List<ReadAheadRun> runs = new ArrayList<>();
    ReadAheadRun run = null;
    for (Key key : keys) {
      if (key.file().isClosed() || blocks.get(key) != null) {
        continue;
      }
      MmapBuffer memory = memory();
      if (memory == null) {
        droppedCount++;
        continue;
      }
      long fileOffset = key.index() * blockByteSize;
      if (run == null || !run.isFollowedBy(key.file(), fileOffset) || run.size() == MAX_RUN) {
        run = new ReadAheadRun(key.file(), fileOffset, blockByteSize);
        runs.add(run);
      }
      blocks.put(key, new Block(memory, run, run.add(memory)));
      blockCount++;
    }
    batchCount += runs.isEmpty() ? 0 : 1;
    return runs;
  }

  /** {@return memory for one more block; null if all of it is in use} */
  private MmapBuffer memory() {
    while (true) {
      MmapBuffer free = pool.tryAcquire();
      if (free != null || blocks.isEmpty()) {
        return free;
      }
      Iterator<Block> eldestFirst = blocks.values().iterator();
      Block eldest = eldestFirst.next();
      if (!eldest.run().isDone()) {
        return null; // the younger ones are on their way, too
      }
      eldestFirst.remove();
      evictionCount++;
      eldest.memory().release();
    }
  }

  private void forget(List<ReadAheadRun> runs) {
    lock.lock();
    try {
      blocks
          .entrySet()
          .removeIf(entry -> {
            boolean refused = runs.contains(entry.getValue().run());
            if (refused) {
              failedCount++;
              entry.getValue().memory().release();
            }
            return refused;
          });
    } finally {
      lock.unlock();
    }
  }

  /** {@return whether a block is in memory or on its way} */
  boolean contains(OpenFile file, long index) {
    lock.lock();
    try {
      return blocks.containsKey(new Key(file, index));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Copies a part of a block, and waits for the block if it is on its way.
   *
   * @param file the file
   * @param index the block
   * @param from the first byte in the block
   * @param target receives the bytes
   * @param targetIndex the place of the first one
   * @param byteSize their number
   * @param consumed whether the block is not needed any more
   * @return false if the block is not there or could not be read; nothing was copied
   */
  boolean copy(
      OpenFile file,
      long index,
      int from,
      byte[] target,
      int targetIndex,
      int byteSize,
      boolean consumed) {
    Key key = new Key(file, index);
    Block block = retain(key);
    if (block == null) {
      return false;
    }
    try {
      long present = block.run().await() - (long) block.indexInRun() * blockByteSize;
      boolean usable = present >= from + byteSize;
      if (usable) {
        MemorySegment.copy(
            block.memory().segment(), ValueLayout.JAVA_BYTE, from, target, targetIndex, byteSize);
      }
      settle(key, block, usable, consumed);
      return usable;
    } finally {
      block.memory().release();
    }
  }

  private Block retain(Key key) {
    lock.lock();
    try {
      Block block = blocks.get(key);
      return block != null && block.memory().tryRetain() ? block : null;
    } finally {
      lock.unlock();
    }
  }

  private void settle(Key key, Block block, boolean usable, boolean consumed) {
    lock.lock();
    try {
      if (usable) {
        hitCount++;
      } else {
        failedCount++;
      }
      if ((consumed || !usable) && blocks.remove(key, block)) {
        block.memory().release();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the blocks of a file, and waits for those that are on their way. */
  void drop(OpenFile file) {
    List<Block> dropped = new ArrayList<>();
    lock.lock();
    try {
      blocks
          .entrySet()
          .removeIf(entry -> {
            boolean own = entry.getKey().file() == file;
            if (own) {
              dropped.add(entry.getValue());
            }
            return own;
          });
    } finally {
      lock.unlock();
    }
    for (Block block : dropped) {
      block.run().await();
      block.memory().release();
    }
  }

  PrefetchStats stats() {
    lock.lock();
    try {
      return new PrefetchStats(
          batchCount, blockCount, hitCount, evictionCount, droppedCount, failedCount);
    } finally {
      lock.unlock();
    }
  }

  /** {@return the number of blocks whose memory is in use} */
  long inUse() {
    return pool.outstanding();
  }

  /** Frees the memory. All files must have been dropped. */
  @Override
  public void close() {
    pool.close();
  }
}
