// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.stream;

import io.dio.mempool.MmapPool;
import io.dio.mempool.SlabPool;

/**
 * The settings of a {@link SequentialReader}: an immutable value. Start from {@link #defaults} and
 * change single settings with the {@code with} methods.
 *
 * @since 0.1.0
 */
public final class ReaderOptions {
  private static final ReaderOptions DEFAULTS =
      new ReaderOptions(StreamMemory.DEFAULT, 0, Long.MAX_VALUE);

  private final StreamMemory memory;
  private final long from;
  private final long to;

  private ReaderOptions(StreamMemory memory, long from, long to) {
    this.memory = memory;
    this.from = from;
    this.to = to;
  }

  /** {@return the whole file, 8 blocks of 256 KiB, from a pool of its own} */
  public static ReaderOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return a copy of these options with another size of the blocks}
   *
   * @param byteSize the bytes of one read, a multiple of 4096, at most 1 GiB
   * @throws IllegalArgumentException if it is not, or if a pool is set, whose buffers have their
   *     size
   */
  public ReaderOptions withBlockSize(int byteSize) {
    return new ReaderOptions(memory.withBlockByteSize(byteSize), from, to);
  }

  /**
   * {@return a copy of these options with another number of blocks}
   *
   * @param blocks the most blocks that hold bytes or are being read, 1 to 1024. With 1 nothing is
   *     read ahead.
   * @throws IllegalArgumentException if it is out of range
   */
  public ReaderOptions withDepth(int blocks) {
    return new ReaderOptions(memory.withDepth(blocks), from, to);
  }

  /**
   * {@return a copy of these options that takes the blocks from a given pool} The size of its
   * buffers is the size of the blocks. The reader takes blocks when it is opened and returns them
   * when it is closed. It waits for the first block. It takes up to {@linkplain #withDepth depth}
   * blocks if they are free at that moment, and reads ahead less if they are not.
   *
   * <p>A thread that holds several streams over one pool needs a block for each of them. With fewer
   * it would wait for itself.
   *
   * <p>One pool for several streams is often faster than a pool for each. If its memory is a
   * multiple of 2 MiB, it can have {@linkplain MmapPool#pageKind large pages}, which the kernel
   * handles with less work. And whole blocks {@linkplain
   * SequentialReader#transferTo(SequentialWriter, long) change hands} between its streams.
   *
   * @param pool the pool; its buffers have a multiple of 4096 bytes and at most 1 GiB
   * @throws IllegalArgumentException if they do not
   */
  public ReaderOptions withPool(MmapPool pool) {
    return new ReaderOptions(memory.with(pool), from, to);
  }

  /**
   * {@return a copy of these options as {@link #withPool(MmapPool)}, with the slots of a slab}
   *
   * @param pool the slab, whose memory the scheduler may have registered
   * @throws IllegalArgumentException as there
   */
  public ReaderOptions withPool(SlabPool pool) {
    return new ReaderOptions(memory.with(pool), from, to);
  }

  /**
   * {@return a copy of these options for a part of the file}
   *
   * @param from the offset of the first byte; it needs no alignment
   * @param to the offset behind the last byte, at least {@code from}; it needs no alignment. If the
   *     file ends earlier, the stream ends there. {@link Long#MAX_VALUE} means the end of the file.
   * @throws IllegalArgumentException if {@code from} is negative or {@code to} is smaller
   */
  public ReaderOptions withRange(long from, long to) {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("range from " + from + " to " + to);
    }
    return new ReaderOptions(memory, from, to);
  }

  /** {@return the size of a block in bytes} */
  public int blockSize() {
    return memory.blockByteSize();
  }

  /** {@return the most blocks} */
  public int depth() {
    return memory.depth();
  }

  /** {@return the offset of the first byte} */
  public long from() {
    return from;
  }

  /** {@return the offset behind the last byte, or {@link Long#MAX_VALUE}} */
  public long to() {
    return to;
  }

  StreamMemory memory() {
    return memory;
  }

  /** {@return all settings} */
  @Override
  public String toString() {
    return "ReaderOptions["
        + memory
        + ", from="
        + from
        + (to == Long.MAX_VALUE ? "]" : ", to=" + to + "]");
  }
}
