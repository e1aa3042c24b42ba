// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.stream;

import io.dio.mempool.MmapPool;
import io.dio.mempool.SlabPool;

/**
 * The settings of a {@link SequentialWriter}: an immutable value. Start from {@link #defaults} and
 * change single settings with the {@code with} methods.
 *
 * @since 0.1.0
 */
public final class WriterOptions {
  private static final WriterOptions DEFAULTS = new WriterOptions(StreamMemory.DEFAULT, 0, 0, true);

  private final StreamMemory memory;
  private final long start;
  private final long preallocation;
  private final boolean directorySync;

  private WriterOptions(
      StreamMemory memory, long start, long preallocation, boolean directorySync) {
    this.memory = memory;
    this.start = start;
    this.preallocation = preallocation;
    this.directorySync = directorySync;
  }

  /**
   * {@return from the beginning of the file, 8 blocks of 256 KiB from a pool of its own, nothing
   * preallocated, the directory is synced}
   */
  public static WriterOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return a copy of these options with another size of the blocks}
   *
   * @param byteSize the bytes of one write, a multiple of 4096, at most 1 GiB
   * @throws IllegalArgumentException if it is not, or if a pool is set, whose buffers have their
   *     size
   */
  public WriterOptions withBlockSize(int byteSize) {
    return new WriterOptions(
        memory.withBlockByteSize(byteSize), start, preallocation, directorySync);
  }

  /**
   * {@return a copy of these options with another number of blocks}
   *
   * @param blocks the most blocks that are being filled or written, 1 to 1024. With 1 each write of
   *     a block is waited for.
   * @throws IllegalArgumentException if it is out of range
   */
  public WriterOptions withDepth(int blocks) {
    return new WriterOptions(memory.withDepth(blocks), start, preallocation, directorySync);
  }

  /**
   * {@return a copy of these options that takes the blocks from a given pool} It does so as {@link
   * ReaderOptions#withPool(MmapPool)} describes.
   *
   * @param pool the pool; its buffers have a multiple of 4096 bytes and at most 1 GiB
   * @throws IllegalArgumentException if they do not
   */
  public WriterOptions withPool(MmapPool pool) {
    return new WriterOptions(memory.with(pool), start, preallocation, directorySync);
  }

  /**
   * {@return a copy of these options as {@link #withPool(MmapPool)}, with the slots of a slab}
   *
   * @param pool the slab, whose memory the scheduler may have registered
   * @throws IllegalArgumentException as there
   */
  public WriterOptions withPool(SlabPool pool) {
    return new WriterOptions(memory.with(pool), start, preallocation, directorySync);
  }

  /**
   * {@return a copy of these options for a stream that begins inside the file} The bytes before it
   * stay. Those behind it are replaced: the file ends at the last byte that is written.
   *
   * @param fileOffset the offset of the first byte; over a direct file a multiple of its
   *     {@linkplain io.dio.sys.DirectAlignment#offset alignment}, which is checked when the writer
   *     is opened
   * @throws IllegalArgumentException if it is negative
   */
  public WriterOptions withStart(long fileOffset) {
    return new WriterOptions(
        memory, requireNotNegative("start", fileOffset), preallocation, directorySync);
  }

  /**
   * {@return a copy of these options with storage that is reserved when the writer is opened} Set
   * it to the size that the file is expected to have: the file gets fewer extents, and a full disk
   * is reported before any work is done. The stream may become shorter or longer. Storage that was
   * not needed is released at the end. See {@link SequentialWriter#isPreallocated} for file systems
   * that cannot reserve storage.
   *
   * @param byteSize the size of the file in bytes; 0 reserves nothing
   * @throws IllegalArgumentException if it is negative
   */
  public WriterOptions withPreallocation(long byteSize) {
    return new WriterOptions(
        memory, start, requireNotNegative("preallocation", byteSize), directorySync);
  }

  /**
   * {@return a copy of these options with or without the sync of the directory} A writer cannot
   * know whether its file was just created. So {@link SequentialWriter#finish} makes the name of
   * the file durable as well, unless this is false. Set it to false if the name is durable already,
   * or if the file will be {@linkplain io.dio.sys.DioFile#renameDurably renamed durably}.
   *
   * @param directorySync whether {@code finish} syncs the directory of the file
   */
  public WriterOptions withDirectorySync(boolean directorySync) {
    return new WriterOptions(memory, start, preallocation, directorySync);
  }

  private static long requireNotNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " " + value + " is negative");
    }
    return value;
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
  public long start() {
    return start;
  }

  /** {@return the size up to which storage is reserved, in bytes} */
  public long preallocation() {
    return preallocation;
  }

  /** {@return whether {@link SequentialWriter#finish} syncs the directory} */
  public boolean directorySync() {
    return directorySync;
  }

  StreamMemory memory() {
    return memory;
  }

  /** {@return all settings} */
  @Override
  public String toString() {
    return "WriterOptions["
        + memory
        + ", start="
        + start
        + ", preallocation="
        + preallocation
        + ", directorySync="
        + directorySync
        + "]";
  }
}
