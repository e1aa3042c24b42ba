// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

import io.dio.align.Alignment;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.lucene.store.DataAccessHint;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.RandomAccessInput;
import org.apache.lucene.util.BitUtil;

/**
 * Reads a file, or a slice of it, through a window: whole blocks in memory of its own, which the
 * page cache does not have.
 *
 * <p>A read at a new place loads the blocks that it needs. If reads go on where the window ends,
 * the window grows, and a stream then reads ahead. As every {@code IndexInput}, one object is used
 * by one thread at a time, and only the first one is closed.
 */
final class DioIndexInput extends IndexInput implements RandomAccessInput {
  private static final int PAGE = SharedMemory.RANDOM_BLOCK_BYTES;

  /** The largest window of random reads, reached only if they turn out to be sequential. */
  private static final int MAX_RANDOM_WINDOW = 64 << 10;

  private static final byte[] EMPTY = {};

  private final OpenFile file;
  private final boolean first;
  private final long start;
  private final long length;

  private byte[] window = EMPTY;

  /** The file offset of the first byte of the window. */
  private long windowStart;

  /** The number of bytes in the window that belong to this input. */
  private int limit;

  /** The next byte to read, in the window. */
  private int next;

  /** The number of bytes that the next sequential load brings. */
  private int reach = PAGE;

  private DioIndexInput(String description, OpenFile file, boolean first, long start, long length) {
    super(description);
    this.file = file;
    this.first = first;
    this.start = start;
    this.length = length;
    this.windowStart = start;
  }

  /** {@return an input over a whole file, which closes the file} */
  static DioIndexInput over(OpenFile file) {
    String description =
        "DioIndexInput(path=\"%s\", use=%s)".formatted(file.dio().path(), file.use());
    return new DioIndexInput(description, file, true, 0, file.byteSize());
  }

  @Override
  public void close() throws IOException {
    if (first) {
      window = EMPTY;
      windowStart += next;
      next = 0;
      limit = 0;
      file.close();
    }
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public long getFilePointer() {
    return windowStart + next - start;
  }

  @Override
  public void seek(long position) throws IOException {
    if (position < 0) {
      throw new IllegalArgumentException("cannot seek to " + position + ": " + this);
    }
    if (position > length) {
      throw new EOFException("cannot seek to %d of %d: %s".formatted(position, length, this));
    }
    long inWindow = start + position - windowStart;
    if (inWindow >= 0 && inWindow <= limit) {
      next = (int) inWindow;
    } else {
      windowStart = start + position;
      next = 0;
      limit = 0;
    }
  }

  /**
   * Fills the window from the block of the next byte.
   *
   * @param wanted the number of bytes that are about to be read; the window may hold fewer
   * @throws EOFException if no byte is left
   */
  private void load(long wanted) throws IOException {
    long position = windowStart + next;
    long end = start + length;
    if (position >= end) {
      throw new EOFException("read past the end: " + this);
    }
    boolean sequential = limit > 0;
    reach = sequential ? Math.min(2 * Math.max(reach, limit), maxWindow()) : PAGE;
    long from = Alignment.alignDown(position, PAGE);
    long to;
    if (file.use() == FileUse.STREAM && reach == maxWindow()) {
      long block = position / file.blockByteSize();
      file.readAhead(block, OpenFile.DEPTH);
      to = (block + 1) * file.blockByteSize();
    } else {
      to = Alignment.alignUp(position + Math.max(wanted, 1), PAGE);
      to = Math.clamp(to, from + reach, from + maxWindow());
    }
    to = Math.min(to, file.byteSize());
    int byteSize = (int) (to - from);
    if (window.length < byteSize) {
      window = new byte[(int) Alignment.alignUp(byteSize, PAGE)];
    }
    // If the read fails, the window is empty and the position is as before.
    windowStart = position;
    next = 0;
    limit = 0;
    file.read(window, 0, from, byteSize);
    windowStart = from;
    next = (int) (position - from);
    limit = (int) (Math.min(to, end) - from);
  }

  private int maxWindow() {
    return file.use() == FileUse.STREAM ? Math.max(PAGE, file.blockByteSize()) : MAX_RANDOM_WINDOW;
  }

  private int remaining() {
    return limit - next;
  }

  @Override
  public byte readByte() throws IOException {
    if (next == limit) {
      load(1);
    }
    return window[next++];
  }

  @Override
  public short readShort() throws IOException {
    if (!hasInWindow(Short.BYTES)) {
      return super.readShort();
    }
    short value = (short) BitUtil.VH_LE_SHORT.get(window, next);
    next += Short.BYTES;
    return value;
  }

  @Override
  public int readInt() throws IOException {
    if (!hasInWindow(Integer.BYTES)) {
      return super.readInt();
    }
    int value = (int) BitUtil.VH_LE_INT.get(window, next);
    next += Integer.BYTES;
    return value;
  }

  @Override
  public long readLong() throws IOException {
    if (!hasInWindow(Long.BYTES)) {
      return super.readLong();
    }
    long value = (long) BitUtil.VH_LE_LONG.get(window, next);
    next += Long.BYTES;
    return value;
  }

  /** {@return whether the next bytes are in the window} An empty window is loaded. */
  private boolean hasInWindow(int byteSize) throws IOException {
    if (next == limit) {
      load(byteSize);
    }
    return remaining() >= byteSize;
  }

  @Override
  public void readBytes(byte[] target, int offset, int byteSize) throws IOException {
    int done = Math.min(byteSize, remaining());
    System.arraycopy(window, next, target, offset, done);
    next += done;
    if (done == byteSize) {
      return;
    }
    requireLeft(byteSize - done);
    while (done < byteSize) {
      int left = byteSize - done;
      if (left >= maxWindow() && file.use() == FileUse.RANDOM) {
        readAround(target, offset + done, left);
        return;
      }
      load(left);
      int part = Math.min(left, remaining());
      System.arraycopy(window, next, target, offset + done, part);
      next += part;
      done += part;
    }
  }

  /** Reads many bytes without the window, so that they are copied only once. */
  private void readAround(byte[] target, int offset, int byteSize) throws IOException {
    long position = windowStart + next;
    file.read(target, offset, position, byteSize);
    windowStart = position + byteSize;
    next = 0;
    limit = 0;
  }

  private void requireLeft(long byteSize) throws EOFException {
    long left = length - getFilePointer();
    if (byteSize > left) {
      throw new EOFException(
          "read of %d bytes past the end, %d are left: %s".formatted(byteSize, left, this));
    }
  }

  /** {@return the window from the next byte on, with as many whole elements as there are} */
  private ByteBuffer elements(int wanted, int elementByteSize) throws IOException {
    if (next == limit) {
      load((long) wanted * elementByteSize);
    }
    int count = Math.min(wanted, remaining() / elementByteSize);
    ByteBuffer elements =
        ByteBuffer.wrap(window, next, count * elementByteSize).order(ByteOrder.LITTLE_ENDIAN);
    next += count * elementByteSize;
    return elements;
  }

  @Override
  public void readLongs(long[] target, int offset, int count) throws IOException {
    requireLeft((long) count * Long.BYTES);
    int done = 0;
    while (done < count) {
      ByteBuffer elements = elements(count - done, Long.BYTES);
      int part = elements.remaining() / Long.BYTES;
      elements.asLongBuffer().get(target, offset + done, part);
      done += part;
      if (part == 0) {
        target[offset + done++] = readLong(); // it crosses the end of the window
      }
    }
  }

  @Override
  public void readInts(int[] target, int offset, int count) throws IOException {
    requireLeft((long) count * Integer.BYTES);
    int done = 0;
    while (done < count) {
      ByteBuffer elements = elements(count - done, Integer.BYTES);
      int part = elements.remaining() / Integer.BYTES;
      elements.asIntBuffer().get(target, offset + done, part);
      done += part;
      if (part == 0) {
        target[offset + done++] = readInt(); // it crosses the end of the window
      }
    }
  }

  @Override
  public void readFloats(float[] target, int offset, int count) throws IOException {
    requireLeft((long) count * Float.BYTES);
    int done = 0;
    while (done < count) {
      ByteBuffer elements = elements(count - done, Float.BYTES);
      int part = elements.remaining() / Float.BYTES;
      elements.asFloatBuffer().get(target, offset + done, part);
      done += part;
      if (part == 0) {
        target[offset + done++] = Float.intBitsToFloat(readInt()); // it crosses the end
      }
    }
  }

  @Override
  public byte readByte(long position) throws IOException {
    seek(position);
    return readByte();
  }

  @Override
  public short readShort(long position) throws IOException {
    seek(position);
    return readShort();
  }

  @Override
  public int readInt(long position) throws IOException {
    seek(position);
    return readInt();
  }

  @Override
  public long readLong(long position) throws IOException {
    seek(position);
    return readLong();
  }

  @Override
  public void readBytes(long position, byte[] target, int offset, int byteSize) throws IOException {
    seek(position);
    readBytes(target, offset, byteSize);
  }

  @Override
  public void prefetch(long offset, long byteSize) throws IOException {
    requireOpen();
    if (offset < 0 || byteSize < 0 || offset > length - byteSize) {
      throw new EOFException(
          "prefetch of %d bytes at %d of %d: %s".formatted(byteSize, offset, length, this));
    }
    long inWindow = start + offset - windowStart;
    if (byteSize == 0 || (inWindow >= 0 && inWindow + byteSize <= limit)) {
      return;
    }
    file.prefetch(start + offset, byteSize);
  }

  /** Lucene opens a file again for a merge if this says that reads for a query fit it badly. */
  @Override
  public boolean isEfficientFor(IOContext context) {
    boolean sequential =
        context.context() == IOContext.Context.MERGE
            || context.hints().contains(DataAccessHint.SEQUENTIAL);
    return sequential == (file.use() == FileUse.STREAM);
  }

  private void requireOpen() {
    if (file.isClosed()) {
      throw file.alreadyClosed(null);
    }
  }

  @Override
  public DioIndexInput clone() {
    requireOpen();
    DioIndexInput clone = new DioIndexInput(toString(), file, false, start, length);
    clone.windowStart = windowStart + next;
    return clone;
  }

  @Override
  public DioIndexInput slice(String description, long offset, long byteSize) {
    requireOpen();
    if (offset < 0 || byteSize < 0 || offset > length - byteSize) {
      throw new IllegalArgumentException(
          "slice %s of %d bytes at %d is not within %d bytes: %s"
              .formatted(description, byteSize, offset, length, this));
    }
    return new DioIndexInput(
        getFullSliceDescription(description), file, false, start + offset, byteSize);
  }
}
