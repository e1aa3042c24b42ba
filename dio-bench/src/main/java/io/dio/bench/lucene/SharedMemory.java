// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

import io.dio.iosched.IoScheduler;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;

/**
 * The memory that the open files of a directory share. Their number does not change its size. It is
 * committed when the first file needs it, and freed when the directory and all its files are
 * closed.
 */
final class SharedMemory {

  /** A vector of 1024 floats touches two of these. It is the page of the page cache, too. */
  static final int RANDOM_BLOCK_BYTES = 4096;

  /** Large enough that a device delivers its full bandwidth with {@link OpenFile#DEPTH} of them. */
  static final int STREAM_BLOCK_BYTES = 128 << 10;

  /** A read that no cache serves is made in pieces of this size. */
  static final int PIECE_BYTES = 128 << 10;

  /** The size of a chunk of write-behind, at which common devices reach their bandwidth. */
  static final int CHUNK_BYTES = 256 << 10;

  /** The memory of eight outputs that write without a pause. */
  private static final int CHUNKS = 32;

  /** So many threads read directly at the same time; the others wait for memory. */
  private static final int PIECES = 32;

  private final IoScheduler scheduler;
  private final long cacheByteSize;

  /** The directory and its open files; all fields below are guarded by this object. */
  private int users = 1;

  private PrefetchCache random;
  private PrefetchCache stream;
  private MmapPool pieces;
  private MmapPool chunks;

  /**
   * Prepares the memory.
   *
   * @param scheduler executes the reads of the caches
   * @param cacheByteSize the size of each of the two caches, in bytes
   */
  SharedMemory(IoScheduler scheduler, long cacheByteSize) {
    this.scheduler = scheduler;
    this.cacheByteSize = cacheByteSize;
  }

  /** Adds a user. {@return the cache for files of that use} */
  synchronized PrefetchCache join(FileUse use, int alignment) {
    if (pieces == null) {
      pieces = new MmapPool("direct reads of Lucene", PIECE_BYTES, PIECES);
    }
    PrefetchCache cache =
        use == FileUse.RANDOM && alignment <= RANDOM_BLOCK_BYTES ? random() : stream();
    users++;
    return cache;
  }

  private PrefetchCache random() {
    if (random == null) {
      random = cache("prefetched blocks of Lucene", RANDOM_BLOCK_BYTES);
    }
    return random;
  }

  private PrefetchCache stream() {
    if (stream == null) {
      stream = cache("read-ahead of Lucene", STREAM_BLOCK_BYTES);
    }
    return stream;
  }

  private PrefetchCache cache(String name, int blockByteSize) {
    int capacity = Math.toIntExact(Math.max(1, cacheByteSize / blockByteSize));
    return new PrefetchCache(scheduler, name, blockByteSize, capacity);
  }

  /** Adds a user that writes. */
  synchronized void joinForWriting() {
    if (chunks == null) {
      chunks = new MmapPool("write-behind of Lucene", CHUNK_BYTES, CHUNKS);
    }
    users++;
  }

  /**
   * {@return memory for one chunk} It never waits for other outputs: each of them may hold a chunk
   * that is not full for as long as Lucene likes.
   */
  MmapBuffer chunk() {
    MmapPool pool;
    synchronized (this) {
      pool = chunks;
    }
    MmapBuffer pooled = pool.tryAcquire();
    return pooled == null ? MmapBuffer.allocate(CHUNK_BYTES) : pooled;
  }

  /**
   * {@return memory for one direct read; waits for it if necessary} An interrupt does not end the
   * wait.
   */
  MmapBuffer piece() {
    MmapPool pool;
    synchronized (this) {
      pool = pieces;
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return pool.acquire();
        } catch (InterruptedException e) {
          interrupted = true; // each holder reads and returns it
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Removes a user. The last one frees the memory. */
  synchronized void leave() {
    users--;
    if (users > 0) {
      return;
    }
    if (pieces != null) {
      pieces.close();
    }
    if (chunks != null) {
      chunks.close();
    }
    if (random != null) {
      random.close();
    }
    if (stream != null) {
      stream.close();
    }
  }

  synchronized PrefetchStats stats() {
    PrefetchStats none = new PrefetchStats(0, 0, 0, 0, 0, 0);
    return (random == null ? none : random.stats()).plus(stream == null ? none : stream.stats());
  }

  /** {@return the number of buffers that are in use, of all kinds} */
  synchronized long inUse() {
    return (random == null ? 0 : random.inUse())
        + (stream == null ? 0 : stream.inUse())
        + (pieces == null ? 0 : pieces.outstanding())
        + (chunks == null ? 0 : chunks.outstanding());
  }
}
