// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.stream;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.dio.align.Alignment;
import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.sys.Advice;
import io.dio.sys.AllocationResult;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes a file from front to back, and writes behind its user. It is an {@link OutputStream} and a
 * {@link WritableByteChannel} at once; both share one position.
 *
 * {@snippet :
 * try (DioFile file = DioFile.open(path, WRITE, CREATE_NEW, DirectMode.PREFERRED);
 *     SequentialWriter writer =
 *         SequentialWriter.of(
 *             scheduler, file, WriterOptions.defaults().withPreallocation(byteSize))) {
 *   writer.write(record);
 *   writer.finish(); // bytes, size and name are on the device
 * }
 * }
 *
 * <p><b>Writing behind.</b> Bytes are copied into a block. A full block is submitted, and the next
 * one is filled meanwhile. Only when all blocks are being written does the writer wait for the
 * oldest. The file may be direct or buffered. Over a direct file the writer keeps the alignment: it
 * fills up the last block with zeros, and cuts the file to its true size afterwards.
 *
 * <p><b>The end of the file.</b> After {@link #finish} or {@link #close} the file ends at the last
 * byte that was written, whatever its size was before. Until then it may be longer, because of
 * preallocated storage and of zeros behind the last block. The file must be a regular file, and
 * nobody else may change its size or write to it.
 *
 * <p><b>Errors.</b> A write that fails behind the user is reported by the next call that notices
 * it: a write that needs a new block, or at the latest {@link #flush}, {@link #finish} or {@link
 * #close}. After that the writer has failed. Every later write, flush and finish throws an
 * exception with the first failure as its cause. Blocks behind the failed one may have been
 * written. The file keeps the size that it has.
 *
 * <p><b>Memory.</b> The blocks are taken when the writer is opened and returned when it is closed.
 * No block is returned or used again before the kernel is done with it.
 *
 * <p><b>Threads.</b> Calls exclude one another, so any thread may write. An interrupt ends nothing
 * and closes nothing; the flag stays set. A virtual thread parks while it waits for a write or a
 * sync.
 *
 * <p>The scheduler and the file belong to the caller. They must stay open until the writer is
 * closed.
 *
 * @since 0.1.0
 */
public final class SequentialWriter extends OutputStream implements WritableByteChannel {
  private final IoScheduler scheduler;
  private final DioFile file;
  private final Blocks blocks;
  private final WriteBehind behind;
  private final int unit;
  private final boolean directorySync;
  private final boolean preallocated;
  private final ReentrantLock lock = new ReentrantLock();

  /** The block that is being filled, or null. */
  private Block current;

  /** The memory of the current block. */
  private MemorySegment bytes;

  /** The offset of the current block, or of the next one. */
  private long blockOffset;

  /** The number of bytes in the current block. */
  private long filled;

  /** The number of bytes of the current block that were submitted by a flush. */
  private long flushed;

  private IOException failure;
  private boolean finished;
  private volatile boolean closed;

  private SequentialWriter(
      IoScheduler scheduler,
      DioFile file,
      WriterOptions options,
      Blocks blocks,
      boolean preallocated) {
    this.scheduler = scheduler;
    this.file = file;
    this.blocks = blocks;
    this.behind = new WriteBehind(scheduler, file, blocks);
    this.unit = unit(file);
    this.directorySync = options.directorySync();
    this.preallocated = preallocated;
    this.blockOffset = options.start();
  }

  private static int unit(DioFile file) {
    return file.alignment().offset();
  }

  /**
   * {@return a writer that begins at the start of a file, with default options}
   *
   * @param scheduler makes the writes
   * @param file open for writing
   * @throws IOException as {@link #of(IoScheduler, DioFile, WriterOptions)}
   */
  public static SequentialWriter of(IoScheduler scheduler, DioFile file) throws IOException {
    return of(scheduler, file, WriterOptions.defaults());
  }

  /**
   * {@return a writer} It takes its memory and reserves storage if the options say so. That is a
   * system call on the calling thread; the others are made by the scheduler.
   *
   * @param scheduler makes the writes
   * @param file open for writing
   * @param options the settings
   * @throws IllegalArgumentException if the block size, or the start, is not a multiple of the
   *     file's alignment
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits for a given
   *     pool; the flag stays set
   * @throws IOException if the storage cannot be reserved, with ENOSPC if the disk is full
   */
  public static SequentialWriter of(IoScheduler scheduler, DioFile file, WriterOptions options)
      throws IOException {
    Objects.requireNonNull(scheduler, "scheduler");
    int unit = unit(file);
    if (options.start() % unit != 0) {
      throw new IllegalArgumentException(
          "start " + options.start() + " is not a multiple of " + unit + ", as " + file + " needs");
    }
    Blocks blocks = Blocks.take(options.memory(), "dio-writer", file, unit);
    boolean opened = false;
    try {
      boolean preallocated =
          options.preallocation() > 0
              && file.allocate(options.preallocation()) == AllocationResult.ALLOCATED;
      SequentialWriter writer =
          new SequentialWriter(scheduler, file, options, blocks, preallocated);
      opened = true;
      return writer;
    } finally {
      if (!opened) {
        blocks.close();
      }
    }
  }

  /**
   * Writes one byte.
   *
   * @param value the byte; its lower eight bits count
   * @throws ClosedChannelException if the writer is closed
   * @throws IOException if an earlier block could not be written, or the writer is finished
   */
  @Override
  public void write(int value) throws IOException {
    CompletionThread.lock(lock, "SequentialWriter.write()");
    try {
      begin();
      makeRoom();
      bytes.set(JAVA_BYTE, filled, (byte) value);
      filled++;
      submitIfFull();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes bytes of an array.
   *
   * @throws ClosedChannelException if the writer is closed
   * @throws IOException if an earlier block could not be written, or the writer is finished
   */
  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    put(MemorySegment.ofArray(source), offset, length);
  }

  /**
   * Writes all bytes of a buffer.
   *
   * @param source a heap buffer or a direct one
   * @return the number of bytes that it had
   * @throws ClosedChannelException if the writer is closed
   * @throws IOException if an earlier block could not be written, or the writer is finished. The
   *     position of the buffer is unchanged; that of the writer tells how many bytes it took.
   */
  @Override
  public int write(ByteBuffer source) throws IOException {
    int length = source.remaining();
    put(MemorySegment.ofBuffer(source), 0, length);
    source.position(source.limit());
    return length;
  }

  /**
   * Writes all bytes of a segment. They are copied before this returns.
   *
   * @param source a heap segment or a native one, of any length and alignment
   * @throws ClosedChannelException if the writer is closed
   * @throws IOException if an earlier block could not be written, or the writer is finished
   */
  public void write(MemorySegment source) throws IOException {
    put(source, 0, source.byteSize());
  }

  private void put(MemorySegment source, long from, long length) throws IOException {
    CompletionThread.lock(lock, "SequentialWriter.write()");
    try {
      begin();
      long done = 0;
      while (done < length) {
        makeRoom();
        long count = Math.min(length - done, blocks.byteSize() - filled);
        MemorySegment.copy(source, from + done, bytes, filled, count);
        filled += count;
        done += count;
        submitIfFull();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes over a block that is full, and gives an empty one for it, if nothing waits to be written
   * before it and the blocks of both streams are alike. Call {@link #submitTaken} afterwards.
   *
   * @param full a block of {@code others}
   * @return the empty block, which belongs to the other stream now; null if nothing happened
   */
  Block exchange(Block full, Blocks others) throws IOException {
    CompletionThread.lock(lock, "SequentialReader.transferTo()");
    try {
      begin();
      if (filled > 0 || !blocks.mayExchangeWith(others)) {
        return null;
      }
      makeRoom();
      Block empty = current;
      blocks.replace(empty, full);
      others.replace(full, empty);
      current = full;
      bytes = full.memory().segment();
      filled = blocks.byteSize();
      return empty;
    } finally {
      lock.unlock();
    }
  }

  /** Submits the block that was taken over. */
  void submitTaken() {
    CompletionThread.lock(lock, "SequentialReader.transferTo()");
    try {
      submitIfFull();
    } finally {
      lock.unlock();
    }
  }

  private void begin() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (finished) {
      throw new IOException("the writer of " + file.path() + " is finished");
    }
    throwIfFailed();
  }

  private void throwIfFailed() throws IOException {
    if (failure != null) {
      throw new IOException("the writer has failed before: " + failure.getMessage(), failure);
    }
  }

  /** Keeps the first failure. {@return it, to be thrown} */
  private IOException failed(IOException e) {
    failure = e;
    return e;
  }

  /** Makes the current block one with room in it. */
  private void makeRoom() throws IOException {
    submitIfFull(); // an earlier call filled it, but the scheduler refused it
    if (current == null) {
      try {
        current = behind.take();
      } catch (IOException e) {
        throw failed(e);
      }
      bytes = current.memory().segment();
    } else if (flushed > 0 && !behind.isEmpty()) {
      awaitAll(); // a flush that could not wait left the block with the kernel
    }
  }

  private void submitIfFull() {
    if (filled == blocks.byteSize()) {
      behind.submit(current, blockOffset);
      current = null;
      blockOffset += filled;
      filled = 0;
      flushed = 0;
    }
  }

  private void awaitAll() throws IOException {
    try {
      behind.awaitAll();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Writes everything, and waits until the kernel has it. Over a direct file the last block is
   * filled up with zeros, and written again when there are more bytes. So a flush costs little if
   * it is rare. It makes nothing durable.
   *
   * @throws ClosedChannelException if the writer is closed
   * @throws IOException if a block could not be written
   */
  @Override
  public void flush() throws IOException {
    CompletionThread.lock(lock, "SequentialWriter.flush()");
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      if (!finished) {
        throwIfFailed();
        writeAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void writeAll() throws IOException {
    submitIfNeeded();
    awaitAll();
  }

  private void submitIfNeeded() throws IOException {
    if (current == null) {
      return;
    }
    submitIfFull();
    if (filled > flushed) {
      awaitAll(); // an earlier flush may still be writing this block
      long padded = Alignment.alignUp(filled, unit);
      bytes.asSlice(filled, padded - filled).fill((byte) 0);
      behind.submitPart(current, padded, blockOffset);
      flushed = filled;
    }
  }

  /**
   * Completes the file durably: writes everything, cuts the file to its size, and waits until
   * bytes, size and {@linkplain WriterOptions#withDirectorySync name} are on the device. After that
   * the writer takes no more bytes. A second call has no effect.
   *
   * @throws ClosedChannelException if the writer is closed
   * @throws IOException if a write, the truncation or a sync failed. Nothing is known to be durable
   *     then, and another call fails as well: the kernel reports a lost write only once.
   */
  public void finish() throws IOException {
    CompletionThread.lock(lock, "SequentialWriter.finish()");
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      if (finished) {
        return;
      }
      throwIfFailed();
      writeAll();
      for (Op step : completion()) {
        try {
          scheduler.submit(step).await();
        } catch (IOException e) {
          throw failed(e);
        }
      }
      finished = true;
    } finally {
      lock.unlock();
    }
  }

  /** {@return what makes the file complete and durable, one after the other} */
  private List<Op> completion() {
    long end = position();
    List<Op> steps = new ArrayList<>(List.of(Op.truncate(file, end), Op.dataSync(file)));
    if (directorySync) {
      steps.add(Op.syncDirectory(file.path().resolveSibling(".")));
    }
    if (file.isDirect() && end % unit != 0) {
      // The truncation has brought the last page into the page cache, to clear the rest of it.
      steps.add(Op.advise(file, 0, 0, Advice.DONT_NEED));
    }
    return steps;
  }

  /**
   * {@return whether the storage that the options ask for was reserved} It is false if they ask for
   * none, and if the file system cannot reserve storage. The writer works without it.
   */
  public boolean isPreallocated() {
    return preallocated;
  }

  /** {@return the offset in the file of the byte that is written next} */
  public long position() {
    CompletionThread.lock(lock, "SequentialWriter.position()");
    try {
      return blockOffset + filled;
    } finally {
      lock.unlock();
    }
  }

  /** {@return whether {@link #close} was not called yet} */
  @Override
  public boolean isOpen() {
    return !closed;
  }

  /**
   * Closes the writer and returns its memory. If it was not {@linkplain #finish finished}, it
   * writes everything and cuts the file to its size first, so that no byte is lost; but nothing is
   * durable, and a power failure may leave any part of the file. If the writer has failed, it only
   * waits for the writes that are in flight. It does not close the file. A second call has no
   * effect.
   *
   * @throws IllegalStateException if the scheduler or the file is closed although bytes are to be
   *     written; or if called in a callback on a direct executor, because the thread would wait for
   *     itself
   * @throws IOException if a write or the truncation fails; after a failure that was reported, if
   *     another write failed that was in flight then
   */
  @Override
  public void close() throws IOException {
    CompletionThread.lock(lock, "SequentialWriter.close()");
    try {
      if (closed) {
        return;
      }
      closed = true;
      try (blocks) {
        if (finished || failure != null) {
          behind.awaitAll();
        } else {
          complete();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void complete() throws IOException {
    try {
      writeAll();
      scheduler.submit(Op.truncate(file, position())).await();
    } finally {
      behind.awaitAll();
    }
  }

  /** {@return the file, the position and the state, for diagnostics} */
  @Override
  public String toString() {
    return "SequentialWriter["
        + file.path()
        + ", position="
        + (blockOffset + filled) // without the lock, so possibly of different moments
        + ", blocks="
        + blocks.count()
        + " of "
        + blocks.byteSize()
        + " bytes"
        + (finished ? ", finished" : "")
        + (closed ? ", closed]" : "]");
  }
}
