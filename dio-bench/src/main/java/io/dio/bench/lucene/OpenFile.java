// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

import io.dio.align.Alignment;
import io.dio.iosched.IoScheduler;
import io.dio.mempool.MmapBuffer;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.store.AlreadyClosedException;

/**
 * A file that is open for direct reads, shared by an input and its clones and slices. It is
 * thread-safe.
 */
final class OpenFile {

  /** The number of blocks that a stream reads ahead. */
  static final int DEPTH = 4;

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final long number = NUMBERS.incrementAndGet();
  private final DioFile dio;
  private final FileUse use;
  private final IoScheduler scheduler;
  private final SharedMemory memory;
  private final PrefetchCache cache;
  private final long byteSize;
  private final int unit;
  private volatile boolean closed;

  /** Whether the cache may have blocks of this file. */
  private volatile boolean prefetched;

  private OpenFile(
      DioFile dio,
      FileUse use,
      IoScheduler scheduler,
      SharedMemory memory,
      PrefetchCache cache,
      long byteSize,
      int unit) {
    this.dio = dio;
    this.use = use;
    this.scheduler = scheduler;
    this.memory = memory;
    this.cache = cache;
    this.byteSize = byteSize;
    this.unit = unit;
  }

  @SuppressWarnings("MustBeClosed") // the object's own close does it
  static OpenFile open(Path path, FileUse use, IoScheduler scheduler, SharedMemory memory)
      throws IOException {
    DioFile dio = DioFile.open(path, StandardOpenOption.READ, DirectMode.PREFERRED);
    try {
      int unit = Math.max(SharedMemory.RANDOM_BLOCK_BYTES, dio.alignment().readOffset());
      long byteSize = dio.size();
      PrefetchCache cache = memory.join(use, unit);
      return new OpenFile(dio, use, scheduler, memory, cache, byteSize, unit);
    } catch (IOException | RuntimeException | Error e) {
      try {
        dio.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  DioFile dio() {
    return dio;
  }

  FileUse use() {
    return use;
  }

  long byteSize() {
    return byteSize;
  }

  boolean isClosed() {
    return closed;
  }

  int blockByteSize() {
    return cache.blockByteSize();
  }

  /** {@return the number of the file among all that were opened} */
  long number() {
    return number;
  }

  /**
   * Announces that a range will be read.
   *
   * @param fileOffset the first byte, within the file
   * @param length the number of bytes, within the file
   */
  void prefetch(long fileOffset, long length) {
    prefetched = true;
    cache.announce(
        this, fileOffset / blockByteSize(), Math.ceilDiv(fileOffset + length, blockByteSize()));
  }

  /** Reads blocks ahead that are neither in memory nor on their way, as one batch. */
  void readAhead(long first, int count) {
    prefetched = true;
    cache.fetch(this, first, Math.min(first + count, Math.ceilDiv(byteSize, blockByteSize())));
  }

  /**
   * Reads a range that is within the file, from memory where it was prefetched.
   *
   * @throws EOFException if the file has become shorter
   * @throws IOException if the device fails; the message names the file and the range
   */
  void read(byte[] target, int targetIndex, long fileOffset, int length) throws IOException {
    if (closed) {
      throw alreadyClosed(null);
    }
    cache.submitGathered();
    if (!prefetched) {
      readDirectly(target, targetIndex, fileOffset, length);
      return;
    }
    int done = 0;
    while (done < length) {
      long at = fileOffset + done;
      int hit = copy(target, targetIndex + done, at, length - done);
      if (hit > 0) {
        done += hit;
        continue;
      }
      int missing = missing(at, length - done);
      readDirectly(target, targetIndex + done, at, missing);
      done += missing;
    }
  }

  /** {@return the number of bytes copied from the block at an offset; 0 if it is not in memory} */
  private int copy(byte[] target, int targetIndex, long fileOffset, int length) {
    int from = (int) (fileOffset % blockByteSize());
    int part = Math.min(length, blockByteSize() - from);
    boolean last = fileOffset + part == byteSize || from + part == blockByteSize();
    boolean consumed = use == FileUse.STREAM && last;
    long index = fileOffset / blockByteSize();
    return cache.copy(this, index, from, target, targetIndex, part, consumed) ? part : 0;
  }

  /** {@return the number of bytes up to the next block that is in memory} */
  private int missing(long fileOffset, int length) {
    long end = Alignment.alignDown(fileOffset, blockByteSize()) + blockByteSize();
    while (end < fileOffset + length && !cache.contains(this, end / blockByteSize())) {
      end += blockByteSize();
    }
    return (int) Math.min(length, end - fileOffset);
  }

  private void readDirectly(byte[] target, int targetIndex, long fileOffset, int length)
      throws IOException {
    MmapBuffer piece = memory.piece();
    try {
      int done = 0;
      while (done < length) {
        done += readPiece(piece, target, targetIndex + done, fileOffset + done, length - done);
      }
    } finally {
      piece.release();
    }
  }

  private int readPiece(
      MmapBuffer piece, byte[] target, int targetIndex, long fileOffset, int length)
      throws IOException {
    long start = Alignment.alignDown(fileOffset, unit);
    long end =
        Math.min(Alignment.alignUp(fileOffset + length, unit), start + piece.segment().byteSize());
    int skipped = (int) (fileOffset - start);
    int part = (int) Math.min(length, end - fileOffset);
    long transferred = transfer(piece.segment().asSlice(0, end - start), start);
    if (transferred < skipped + part) {
      throw new EOFException(
          "%s ended at byte %d while bytes %d to %d were read"
              .formatted(dio.path(), start + transferred, fileOffset, fileOffset + part - 1));
    }
    MemorySegment.copy(piece.segment(), ValueLayout.JAVA_BYTE, skipped, target, targetIndex, part);
    return part;
  }

  private long transfer(MemorySegment segment, long fileOffset) throws IOException {
    try {
      return scheduler.read(dio, segment, fileOffset);
    } catch (IOException e) {
      throw new IOException(
          "cannot read bytes %d to %d of %s: %s"
              .formatted(
                  fileOffset, fileOffset + segment.byteSize() - 1, dio.path(), e.getMessage()),
          e);
    } catch (IllegalStateException e) {
      throw alreadyClosed(e);
    }
  }

  AlreadyClosedException alreadyClosed(IllegalStateException cause) {
    return new AlreadyClosedException(
        closed ? dio.path() + " is closed" : "the scheduler is closed: " + dio.path(), cause);
  }

  /** Waits for all reads of the file, forgets what was prefetched, and closes the file. */
  void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    try {
      cache.drop(this);
    } finally {
      try {
        dio.close();
      } finally {
        memory.leave();
      }
    }
  }

  @Override
  public String toString() {
    return dio.path().toString();
  }
}
