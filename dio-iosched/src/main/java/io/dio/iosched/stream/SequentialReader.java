// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.stream;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.IoScheduler;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads a file, or a part of it, from front to back, and reads ahead of its user. It is an {@link
 * InputStream} and a {@link ReadableByteChannel} at once; both share one position.
 *
 * {@snippet :
 * // Copies a file, without a page left in the page cache.
 * try (DioFile in = DioFile.open(path, READ, DirectMode.PREFERRED);
 *     DioFile out = DioFile.open(target, WRITE, CREATE, DirectMode.PREFERRED);
 *     SequentialReader reader = SequentialReader.of(scheduler, in);
 *     SequentialWriter writer = SequentialWriter.of(scheduler, out)) {
 *   reader.transferTo(writer);
 *   writer.finish(); // the copy and its name are on the device
 * }
 * }
 *
 * <p><b>Reading ahead.</b> The first read submits as many blocks as the {@linkplain
 * ReaderOptions#withDepth depth} says. After that the next block is submitted when one is used up.
 * Nothing is read before the first read, and nothing behind the range, except to its next aligned
 * byte. The file may be direct or buffered. Over a direct file the reader keeps its own alignment:
 * range, position and lengths are free.
 *
 * <p><b>The end of the file.</b> The stream ends where a block came back short. A read there
 * returns -1. The file may have grown after that block was read. Each further read at the end looks
 * again and continues if there are more bytes, as {@link java.io.FileInputStream} does. No byte is
 * left out or delivered twice, however fast the file grows. If other bytes are overwritten
 * meanwhile, the stream has the old or the new ones, depending on when their block was read.
 *
 * <p><b>Errors.</b> If a block cannot be read, the bytes before it are delivered first. Then one
 * read throws the exception. The position does not change, so the read after that tries again.
 *
 * <p><b>Memory.</b> The blocks are taken when the reader is opened and returned when it is closed.
 * No block is returned or used again before the kernel is done with it.
 *
 * <p><b>Threads.</b> Reads exclude one another, so any thread may read. {@link #close} waits for a
 * read of another thread. An interrupt ends nothing and closes nothing; the flag stays set. A
 * virtual thread parks while it waits for a block. Only the query of the file's size, once for each
 * time that the reader runs dry, is a system call on the calling thread.
 *
 * <p>The scheduler and the file belong to the caller. They must stay open until the reader is
 * closed.
 *
 * @since 0.1.0
 */
public final class SequentialReader extends InputStream implements ReadableByteChannel {
  private final DioFile file;
  private final Blocks blocks;
  private final ReadAhead ahead;
  private final long to;
  private final ReentrantLock lock = new ReentrantLock();

  /** The block at the position, or null. */
  private ReadBlock current;

  private long position;

  /** An error that was found when bytes had been delivered already. The next read throws it. */
  private IOException pending;

  /** Whether the call that delivered the last bytes came to the end. The next read returns -1. */
  private boolean endSeen;

  private volatile boolean closed;
  private boolean released;

  private SequentialReader(
      IoScheduler scheduler, DioFile file, ReaderOptions options, Blocks blocks) {
    this.file = file;
    this.blocks = blocks;
    this.to = options.to();
    this.position = options.from();
    this.ahead = new ReadAhead(scheduler, file, blocks, unit(file), to);
  }

  private static int unit(DioFile file) {
    return file.alignment().readOffset();
  }

  /**
   * {@return a reader of a whole file, with default options}
   *
   * @param scheduler makes the reads
   * @param file open for reading
   * @throws IOException as {@link #of(IoScheduler, DioFile, ReaderOptions)}
   */
  public static SequentialReader of(IoScheduler scheduler, DioFile file) throws IOException {
    return of(scheduler, file, ReaderOptions.defaults());
  }

  /**
   * {@return a reader} It takes its memory and reads nothing yet.
   *
   * @param scheduler makes the reads
   * @param file open for reading
   * @param options the settings
   * @throws IllegalArgumentException if the block size is not a multiple of the file's alignment
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits for a given
   *     pool; the flag stays set
   * @throws IOException if the memory cannot be had
   */
  public static SequentialReader of(IoScheduler scheduler, DioFile file, ReaderOptions options)
      throws IOException {
    Objects.requireNonNull(scheduler, "scheduler");
    Blocks blocks = Blocks.take(options.memory(), "dio-reader", file, unit(file));
    return new SequentialReader(scheduler, file, options, blocks);
  }

  /** A part of a transfer: bytes go from a block to wherever the user wants them. */
  @FunctionalInterface
  private interface Taker {
    /**
     * Takes bytes.
     *
     * @param bytes the block
     * @param from the first byte to take
     * @param done the number of bytes that were taken before
     * @param count the number of bytes to take
     */
    void take(MemorySegment bytes, long from, long done, long count);
  }

  /**
   * Reads one byte.
   *
   * @return the byte, 0 to 255, or -1 at the end
   * @throws ClosedChannelException if the reader is closed
   * @throws IOException if the byte cannot be read
   */
  @Override
  public int read() throws IOException {
    CompletionThread.lock(lock, "SequentialReader.read()");
    try {
      begin();
      if (!load()) {
        return -1;
      }
      int value = current.bytes().get(JAVA_BYTE, position - current.fileOffset()) & 0xff;
      position++;
      freeIfUsedUp();
      return value;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads bytes into an array.
   *
   * @return the number of bytes; fewer than {@code length} only at the end or before an error, and
   *     -1 if the stream is at its end
   * @throws ClosedChannelException if the reader is closed
   * @throws IOException if the first byte cannot be read
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    return (int)
        deliver(
            length,
            (bytes, from, done, count) ->
                MemorySegment.copy(
                    bytes, JAVA_BYTE, from, target, offset + (int) done, (int) count));
  }

  /**
   * Reads bytes into a buffer until it is full.
   *
   * @param target a heap buffer or a direct one
   * @return the number of bytes, as for {@link #read(byte[], int, int)}
   * @throws IllegalArgumentException if the buffer is read-only
   * @throws ClosedChannelException if the reader is closed
   * @throws IOException if the first byte cannot be read
   */
  @Override
  public int read(ByteBuffer target) throws IOException {
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("the buffer is read-only");
    }
    int count = (int) read(MemorySegment.ofBuffer(target));
    if (count > 0) {
      target.position(target.position() + count);
    }
    return count;
  }

  /**
   * Reads bytes into a segment until it is full.
   *
   * @param target a heap segment or a native one, writable, of any length and alignment
   * @return the number of bytes, as for {@link #read(byte[], int, int)}
   * @throws IllegalArgumentException if the segment is read-only
   * @throws ClosedChannelException if the reader is closed
   * @throws IOException if the first byte cannot be read
   */
  public long read(MemorySegment target) throws IOException {
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("the segment is read-only");
    }
    return deliver(
        target.byteSize(),
        (bytes, from, done, count) -> MemorySegment.copy(bytes, from, target, done, count));
  }

  /**
   * Writes all bytes up to the end to another stream. Bytes go to a {@link SequentialWriter} as
   * {@link #transferTo(SequentialWriter, long)} says.
   *
   * @param target receives the bytes; it is neither flushed nor closed
   * @return the number of bytes
   * @throws IOException if reading or writing fails; an error of the target's leaves the position
   *     between the first byte of the call and the end
   */
  @Override
  public long transferTo(OutputStream target) throws IOException {
    return target instanceof SequentialWriter writer
        ? transferTo(writer, Long.MAX_VALUE)
        : super.transferTo(target);
  }

  /**
   * Writes bytes to another stream. A whole block is not copied but changes hands, if the blocks of
   * both streams have one size and both streams have memory of their own or the same pool, and if
   * the position of the writer is at the start of a block of its own.
   *
   * @param target receives the bytes
   * @param byteCount the number of bytes, not negative
   * @return the number of bytes; less than {@code byteCount} only at the end
   * @throws IllegalArgumentException if {@code byteCount} is negative
   * @throws IOException if reading or writing fails. The {@linkplain SequentialWriter#position
   *     positions} of both tell how far it came.
   */
  public long transferTo(SequentialWriter target, long byteCount) throws IOException {
    Objects.requireNonNull(target, "target");
    if (byteCount < 0) {
      throw new IllegalArgumentException("byteCount " + byteCount + " is negative");
    }
    CompletionThread.lock(lock, "SequentialReader.transferTo()");
    try {
      begin();
      long done = 0;
      while (done < byteCount && loadBehind(done)) {
        long count = Math.min(byteCount - done, end() - position);
        if (count < blocks.byteSize() || !exchange(target)) {
          target.write(current.bytes().asSlice(position - current.fileOffset(), count));
          position += count;
        }
        done += count;
        freeIfUsedUp();
      }
      if (pending != null) {
        begin(); // throws it now, because the count alone would look like the end
      }
      return done;
    } finally {
      lock.unlock();
    }
  }

  /** Exchanges the whole current block for an empty one. {@return false if that is not possible} */
  private boolean exchange(SequentialWriter target) throws IOException {
    Block empty = target.exchange(current.block(), blocks);
    if (empty == null) {
      return false;
    }
    position = current.end();
    current = null;
    blocks.giveBack(empty);
    ahead.refill();
    target.submitTaken();
    return true;
  }

  /**
   * Moves bytes to the user.
   *
   * @param wanted the number of bytes
   * @return the number of bytes, or -1 at the end
   */
  private long deliver(long wanted, Taker taker) throws IOException {
    CompletionThread.lock(lock, "SequentialReader.read()");
    try {
      begin();
      long done = 0;
      while (done < wanted && loadBehind(done)) {
        long from = position - current.fileOffset();
        long count = Math.min(wanted - done, end() - position);
        taker.take(current.bytes(), from, done, count);
        position += count;
        done += count;
      }
      freeIfUsedUp();
      return done == 0 && wanted > 0 ? -1 : done;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the file ends in a block must be known until the next read asks for it. */
  private void freeIfUsedUp() {
    if (current != null && position == current.end() && !current.isLast()) {
      dropCurrent();
      ahead.refill();
    }
  }

  private void begin() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (pending != null) {
      IOException failure = pending;
      pending = null;
      throw failure;
    }
  }

  /** As {@link #load}, but keeps an error for the next call if bytes were delivered in this one. */
  private boolean loadBehind(long delivered) throws IOException {
    try {
      boolean more = load();
      endSeen = !more && delivered > 0;
      return more;
    } catch (IOException e) {
      if (delivered == 0) {
        throw e;
      }
      pending = e;
      return false;
    }
  }

  /** Makes the current block the one with the byte at the position. {@return false at the end} */
  private boolean load() throws IOException {
    if (endSeen) {
      endSeen = false;
      return false;
    }
    while (position < to) {
      if (current == null) {
        current = ahead.take(position);
      }
      if (position < end()) {
        return true;
      }
      boolean last = current.isLast();
      dropCurrent();
      if (last) {
        // The reads behind the end are forgotten, because the file may grow.
        ahead.restart();
        return false;
      }
    }
    return false;
  }

  /** {@return the offset behind the last byte of the current block that belongs to the range} */
  private long end() {
    return Math.min(to, current.end());
  }

  private void dropCurrent() {
    if (current != null) {
      ahead.giveBack(current);
      current = null;
    }
  }

  /**
   * Moves the position, but not behind the end of the file as it is now. Bytes that were not read
   * yet are not read.
   *
   * @return the number of bytes skipped; 0 if {@code byteCount} is not positive
   * @throws ClosedChannelException if the reader is closed
   * @throws IOException if the size of the file cannot be determined
   */
  @Override
  public long skip(long byteCount) throws IOException {
    CompletionThread.lock(lock, "SequentialReader.skip()");
    try {
      begin();
      long last = Math.clamp(file.size(), position, Math.max(position, to));
      long skipped = Math.clamp(byteCount, 0, last - position);
      position += skipped;
      endSeen &= skipped == 0;
      if ((current == null || position > current.end()) && position >= ahead.end()) {
        dropCurrent();
        ahead.restart();
      }
      return skipped;
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@return the number of bytes that can be read without waiting, at least as far as the block at
   * the position tells}
   *
   * @throws ClosedChannelException if the reader is closed
   */
  @Override
  public int available() throws IOException {
    CompletionThread.lock(lock, "SequentialReader.available()");
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      return current == null ? 0 : (int) Math.max(0, end() - position);
    } finally {
      lock.unlock();
    }
  }

  /** {@return the offset in the file of the byte that is read next} */
  public long position() {
    CompletionThread.lock(lock, "SequentialReader.position()");
    try {
      return position;
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
   * Closes the reader: waits for a read of another thread and for the blocks that are being read
   * ahead, and returns the memory. It neither closes the file nor reports errors of blocks that
   * nobody asked for. A second call has no effect.
   *
   * @throws IllegalStateException if called in a callback on a direct executor while blocks are
   *     being read, because the thread would wait for itself; call it again elsewhere
   * @throws IOException if the scheduler failed and cannot tell whether the kernel still uses the
   *     memory, which is then kept for ever
   */
  @Override
  public void close() throws IOException {
    CompletionThread.lock(lock, "SequentialReader.close()");
    try {
      closed = true;
      if (!released) {
        dropCurrent();
        ahead.restart();
        released = true;
        blocks.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** {@return the file, the position, and how much is being read ahead, for diagnostics} */
  @Override
  public String toString() {
    return "SequentialReader["
        + file.path()
        + ", position="
        + position // without the lock, which a read may hold for long
        + ", blocks="
        + blocks.count()
        + " of "
        + blocks.byteSize()
        + " bytes"
        + (closed ? ", closed]" : "]");
  }
}
