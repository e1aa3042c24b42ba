// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

import io.dio.align.Alignment;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.mempool.MmapBuffer;
import io.dio.sys.AllocationResult;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.IndexOutput;

/**
 * Writes a new file directly, with write-behind: while one chunk is filled, earlier ones are on
 * their way to the device.
 *
 * <p>The last chunk is padded, and the file is truncated to its true size on {@link #close}. A
 * failed write is reported by the next call that needs its memory, and by {@code close}.
 */
final class DioIndexOutput extends IndexOutput {

  private static final int CHUNK_BYTES = SharedMemory.CHUNK_BYTES;

  /** The chunk that is being filled and those on their way. */
  private static final int CHUNKS = 4;

  /** Direct writes behind the end of the file wait for each other. So storage is reserved first. */
  private static final long MIN_ALLOCATION = 8L << 20;

  private static final long MAX_ALLOCATION = 64L << 20;

  private static final ValueLayout.OfShort LE_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt LE_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LE_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final DioFile file;
  private final IoScheduler scheduler;
  private final SharedMemory memory;
  private final CRC32 checksum = new CRC32();
  private final Deque<Flight> flights = new ArrayDeque<>();
  private MmapBuffer buffer;
  private MemorySegment chunk;

  /** The file offset of the chunk. */
  private long chunkStart;

  private int filled;
  private int checksummed;
  private long allocated;
  private boolean allocating = true;
  private boolean closed;

  /** The first write that failed; null as long as none has. */
  private IOException failure;

  /** A chunk on its way to the device. */
  private record Flight(MmapBuffer buffer, Ticket ticket, long fileOffset, int byteSize) {}

  private DioIndexOutput(String name, DioFile file, IoScheduler scheduler, SharedMemory memory) {
    super("DioIndexOutput(path=\"%s\")".formatted(file.path()), name);
    this.file = file;
    this.scheduler = scheduler;
    this.memory = memory;
    memory.joinForWriting();
    use(memory.chunk());
  }

  /**
   * Creates a file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one of that name
   */
  @SuppressWarnings("MustBeClosed") // the object's own close does it
  static DioIndexOutput create(Path path, String name, IoScheduler scheduler, SharedMemory memory)
      throws IOException {
    DioFile file =
        DioFile.open(
            path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, DirectMode.PREFERRED);
    try {
      return new DioIndexOutput(name, file, scheduler, memory);
    } catch (RuntimeException | Error e) {
      try {
        file.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private void use(MmapBuffer empty) {
    buffer = empty;
    chunk = empty.segment();
    filled = 0;
    checksummed = 0;
  }

  @Override
  public long getFilePointer() {
    return chunkStart + filled;
  }

  @Override
  public long getChecksum() {
    updateChecksum();
    return checksum.getValue();
  }

  private void updateChecksum() {
    if (filled > checksummed) {
      checksum.update(chunk.asSlice(checksummed, filled - checksummed).asByteBuffer());
      checksummed = filled;
    }
  }

  @Override
  public void writeByte(byte value) throws IOException {
    makeRoom();
    chunk.set(ValueLayout.JAVA_BYTE, filled++, value);
  }

  @Override
  public void writeBytes(byte[] source, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      makeRoom();
      int part = Math.min(length - done, CHUNK_BYTES - filled);
      MemorySegment.copy(source, offset + done, chunk, ValueLayout.JAVA_BYTE, filled, part);
      filled += part;
      done += part;
    }
  }

  @Override
  public void writeShort(short value) throws IOException {
    if (hasRoom(Short.BYTES)) {
      chunk.set(LE_SHORT, filled, value);
      filled += Short.BYTES;
    } else {
      super.writeShort(value);
    }
  }

  @Override
  public void writeInt(int value) throws IOException {
    if (hasRoom(Integer.BYTES)) {
      chunk.set(LE_INT, filled, value);
      filled += Integer.BYTES;
    } else {
      super.writeInt(value);
    }
  }

  @Override
  public void writeLong(long value) throws IOException {
    if (hasRoom(Long.BYTES)) {
      chunk.set(LE_LONG, filled, value);
      filled += Long.BYTES;
    } else {
      super.writeLong(value);
    }
  }

  private boolean hasRoom(int byteSize) {
    return !closed && failure == null && filled + byteSize <= CHUNK_BYTES;
  }

  /** Makes room for at least one byte. */
  private void makeRoom() throws IOException {
    if (closed) {
      throw new AlreadyClosedException("already closed: " + this);
    }
    requireNoFailure();
    if (filled == CHUNK_BYTES) {
      submit(CHUNK_BYTES);
      use(flights.size() < CHUNKS ? memory.chunk() : oldest());
    }
  }

  /** Starts to write the chunk. */
  private void submit(int byteSize) throws IOException {
    updateChecksum();
    allocate(chunkStart + byteSize);
    Ticket ticket;
    try {
      ticket = scheduler.submit(Op.write(file, buffer.alignedSlice(byteSize), chunkStart));
    } catch (IllegalStateException e) {
      failure = failed(chunkStart, byteSize, e);
      throw new IOException(failure.getMessage(), failure);
    }
    flights.add(new Flight(buffer, ticket, chunkStart, byteSize));
    chunkStart += filled;
    filled = 0;
    checksummed = 0;
    buffer = null;
  }

  private void allocate(long end) {
    if (!allocating || end <= allocated || end <= CHUNK_BYTES) {
      return;
    }
    long target = end + Math.clamp(allocated, MIN_ALLOCATION, MAX_ALLOCATION);
    try {
      allocating = file.allocate(target) == AllocationResult.ALLOCATED;
      allocated = target;
    } catch (IOException e) {
      // There may be room for the chunk though not for the reserve. The write reports what fails.
      allocating = false;
    }
  }

  /** Waits for the oldest write. {@return its buffer} */
  private MmapBuffer oldest() throws IOException {
    Flight flight = flights.remove();
    try {
      flight.ticket().await();
      return flight.buffer();
    } catch (IOException e) {
      flight.buffer().close();
      if (failure == null) {
        failure = failed(flight.fileOffset(), flight.byteSize(), e);
      }
      throw new IOException(failure.getMessage(), failure);
    }
  }

  private IOException failed(long fileOffset, int byteSize, Exception cause) {
    return new IOException(
        "cannot write %d bytes at %d of %s: %s"
            .formatted(byteSize, fileOffset, file.path(), cause.getMessage()),
        cause);
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (file) {
      try {
        if (failure == null) {
          writeTail();
        }
      } finally {
        drain();
        memory.leave();
      }
      requireNoFailure();
      long byteSize = getFilePointer();
      if (file.size() != byteSize) {
        file.truncate(byteSize);
      }
    }
  }

  /** Throws a new exception for each call, because a caller may attach one to another. */
  private void requireNoFailure() throws IOException {
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
  }

  private void writeTail() throws IOException {
    if (filled == 0) {
      return;
    }
    int unit = Math.max(Alignment.BLOCK_SIZE, file.alignment().offset());
    int padded = (int) Alignment.alignUp(filled, unit);
    chunk.asSlice(filled, padded - filled).fill((byte) 0);
    submit(padded);
  }

  /** Waits for all writes, whatever becomes of them, and frees the memory. */
  private void drain() {
    while (!flights.isEmpty()) {
      try {
        oldest().close();
      } catch (IOException e) {
        // Kept in the field failure.
      }
    }
    if (buffer != null) {
      buffer.close();
      buffer = null;
    }
  }
}
