// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.stream;

import io.dio.iosched.stream.StreamMemory.Lender;
import io.dio.mempool.MmapPool;
import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The blocks of one stream, and which of them are free. The stream takes all of them when it is
 * opened and keeps them. So it never waits for memory while it holds some, and two streams that
 * share a pool cannot wait for one another.
 */
final class Blocks implements AutoCloseable {
  private final int byteSize;
  private final List<PooledMemory> all;
  private final Deque<PooledMemory> free;

  /** The pool that belongs to this stream, or null. */
  private final MmapPool own;

  private Blocks(int byteSize, List<PooledMemory> all, MmapPool own) {
    this.byteSize = byteSize;
    this.all = all;
    this.free = new ArrayDeque<>(all);
    this.own = own;
  }

  /**
   * Takes blocks for a file. From a given pool it waits for one block, and takes more only if they
   * are free.
   *
   * @param name the name of a pool that is created
   * @param unit the alignment of the file, in bytes
   * @throws IllegalArgumentException if blocks of this size cannot be aligned for the file
   * @throws InterruptedIOException if the thread is interrupted while it waits; the flag stays set
   */
  static Blocks take(StreamMemory memory, String name, DioFile file, int unit) throws IOException {
    if (memory.blockByteSize() % unit != 0) {
      throw new IllegalArgumentException(
          "block size "
              + memory.blockByteSize()
              + " is not a multiple of "
              + unit
              + ", as "
              + file
              + " needs");
    }
    return memory.lender().isPresent()
        ? borrow(memory, memory.lender().get())
        : create(memory, name);
  }

  @SuppressWarnings("MustBeClosed") // the blocks are released by close
  private static Blocks create(StreamMemory memory, String name) {
    MmapPool pool = new MmapPool(name, memory.blockByteSize(), memory.depth());
    List<PooledMemory> all = new ArrayList<>();
    for (int i = 0; i < memory.depth(); i++) {
      all.add(pool.tryAcquire());
    }
    return new Blocks(memory.blockByteSize(), all, pool);
  }

  private static Blocks borrow(StreamMemory memory, Lender lender) throws InterruptedIOException {
    List<PooledMemory> all = new ArrayList<>();
    try {
      all.add(lender.acquire());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while waiting for a block of " + lender.name());
      interrupted.initCause(e);
      throw interrupted;
    }
    while (all.size() < memory.depth()) {
      PooledMemory another = lender.tryAcquire();
      if (another == null) {
        break;
      }
      all.add(another);
    }
    return new Blocks(memory.blockByteSize(), all, null);
  }

  /** {@return the size of each block, in bytes} */
  int byteSize() {
    return byteSize;
  }

  /** {@return the number of blocks, at least 1} */
  int count() {
    return all.size();
  }

  /** {@return whether no block is free} */
  boolean isEmpty() {
    return free.isEmpty();
  }

  /** {@return a free block} There must be one. */
  PooledMemory take() {
    return free.removeFirst();
  }

  /** Makes a block free again. No operation may be using it. */
  void giveBack(PooledMemory block) {
    free.addLast(block);
  }

  /**
   * Returns all blocks to their pool. A scheduler keeps those of operations that are in flight.
   *
   * @throws IOException if the scheduler failed and keeps blocks for ever, because the kernel may
   *     still write into them
   */
  @Override
  public void close() throws IOException {
    all.forEach(PooledMemory::release);
    if (own != null) {
      try {
        own.close();
      } catch (IllegalStateException e) {
        throw new IOException("the scheduler still holds memory of the stream", e);
      }
    }
  }
}
