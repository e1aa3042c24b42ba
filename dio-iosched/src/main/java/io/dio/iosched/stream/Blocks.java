// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.stream;

import io.dio.iosched.stream.StreamMemory.Lender;
import io.dio.mempool.MmapPool;
import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The blocks of one stream, and which of them are free. The stream takes all of them when it is
 * opened and keeps as many. So it never waits for memory while it holds some, and two streams that
 * share a pool cannot wait for one another.
 *
 * <p>Two streams may exchange blocks, which saves a copy. In one run a merge over a ring reached
 * 1.7 times the speed of a direct {@code FileChannel} with copies, and 2.2 times without.
 */
final class Blocks implements AutoCloseable {
  private final int byteSize;
  private final Set<Block> all = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Block> free = new ArrayDeque<>();

  /** The pool that was given, or null. */
  private final Lender lender;

  /** The pool that belongs to this stream, or null. */
  private final MmapPool own;

  private Blocks(int byteSize, Lender lender, MmapPool own) {
    this.byteSize = byteSize;
    this.lender = lender;
    this.own = own;
  }

  private void add(PooledMemory memory) {
    Block block = new Block(memory, this);
    all.add(block);
    free.add(block);
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
    Blocks blocks = new Blocks(memory.blockByteSize(), null, pool);
    for (int i = 0; i < memory.depth(); i++) {
      blocks.add(pool.tryAcquire());
    }
    return blocks;
  }

  private static Blocks borrow(StreamMemory memory, Lender lender) throws InterruptedIOException {
    Blocks blocks = new Blocks(memory.blockByteSize(), lender, null);
    try {
      blocks.add(lender.acquire());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while waiting for a block of " + lender.name());
      interrupted.initCause(e);
      throw interrupted;
    }
    while (blocks.count() < memory.depth()) {
      PooledMemory another = lender.tryAcquire();
      if (another == null) {
        break;
      }
      blocks.add(another);
    }
    return blocks;
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
  Block take() {
    return free.removeFirst();
  }

  /** Makes a block free again. No operation may be using it. */
  void giveBack(Block block) {
    free.addLast(block);
  }

  /**
   * {@return whether blocks of these and of the other ones may be exchanged} They must come from
   * one pool, or from pools that nobody else sees: the user of a pool counts what is out.
   */
  boolean mayExchangeWith(Blocks other) {
    boolean sameOrigin = lender == null ? other.lender == null : lender.isSameAs(other.lender);
    return sameOrigin && byteSize == other.byteSize;
  }

  /** Replaces a block that is not free by one of another stream. */
  void replace(Block old, Block replacement) {
    all.remove(old);
    all.add(replacement);
  }

  /**
   * Returns all blocks to their pools. A scheduler keeps those of operations that are in flight.
   *
   * @throws IOException if the scheduler failed and keeps blocks for ever, because the kernel may
   *     still write into them
   */
  @Override
  public void close() throws IOException {
    long elsewhere = count() - all.stream().filter(block -> block.home() == this).count();
    all.forEach(block -> block.memory().release());
    if (own != null) {
      boolean lost = own.outstanding() > elsewhere;
      try {
        own.close();
      } catch (IllegalStateException e) {
        // The pool is unmapped when the stream that has the others returns them.
        if (lost) {
          throw new IOException("the scheduler still holds memory of the stream", e);
        }
      }
    }
  }
}
