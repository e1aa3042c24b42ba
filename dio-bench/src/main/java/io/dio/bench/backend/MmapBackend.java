// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.align.Alignment;
import io.dio.align.Degradation;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.Mapping;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Maps the whole file and copies blocks out of the mapping. A search engine that reads its index
 * through mmap(2) does the same.
 *
 * <p>Before a window of blocks is copied, madvise(MADV_WILLNEED) asks the kernel for all of them.
 * So the device gets all reads at once instead of one page fault after the other. A window of one
 * block is not announced, because the thread has no other work meanwhile.
 *
 * <p>{@link MemorySegment#load} and {@code MappedByteBuffer.load} do not help, because they read
 * each page before they return. So madvise is called through {@link Mapping}, the binding of
 * dio-align. Its module exports it only to the sibling modules, but this program is on the class
 * path. A second binding of the call would not measure the library's.
 */
final class MmapBackend extends Backend {
  private static final long PAGE_BYTES = Mapping.pageSize();

  private final Arena arena;
  private final MemorySegment mapping;
  private final boolean directWanted;
  private final LongAdder announced = new LongAdder();
  private final LongAdder systemCalls = new LongAdder();

  private MmapBackend(Arena arena, MemorySegment mapping, boolean directWanted) {
    this.arena = arena;
    this.mapping = mapping;
    this.directWanted = directWanted;
  }

  @SuppressWarnings("MustBeClosed") // the backend's own close does it
  static MmapBackend open(OpenRequest request) throws IOException, BackendUnavailableException {
    if (request.writable()) {
      throw new BackendUnavailableException(
          "read jobs only: a write to a mapping is done when the kernel sees fit", null);
    }
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(request.path(), StandardOpenOption.READ)) {
      MemorySegment mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      if (request.random()) {
        // Without this advice, a page fault reads 16 pages around the wanted one.
        advise(mapping.address(), mapping.byteSize(), Mapping.MADV_RANDOM);
      }
      return new MmapBackend(arena, mapping, request.direct());
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static void advise(long address, long byteSize, int advice) throws IOException {
    int result = Mapping.madvise(address, byteSize, advice);
    if (result < 0) {
      throw new ErrnoException(
          "madvise",
          -result,
          "address=0x%x, length=%d, advice=%d".formatted(address, byteSize, advice));
    }
  }

  @Override
  public Lane lane(MemorySegment memory, int slots, int blockByteSize) {
    return new MappedLane(memory, slots, blockByteSize);
  }

  @Override
  public boolean isDirect() {
    return false;
  }

  @Override
  public List<Degradation> degradations() {
    return directWanted
        ? List.of(
            Degradation.of(
                "direct I/O",
                Degradation.Cause.NOT_SUPPORTED,
                "a mapping goes through the page cache, evicted before each round",
                "compare this row with those of --buffered"))
        : List.of();
  }

  /**
   * {@return the announced blocks and the calls for them} Copies and page faults are no system
   * calls.
   */
  @Override
  public Optional<Traffic> traffic() {
    return Optional.of(new Traffic(announced.sum(), systemCalls.sum(), 0, 0));
  }

  @Override
  public void sync() {
    // The mapping is read-only, so there is nothing to sync.
  }

  @Override
  public void close() {
    arena.close();
  }

  private final class MappedLane extends Lane {
    private final MemorySegment memory;
    private final long[] fileOffsets;

    /** Whether the slot's block has been announced and not yet copied. */
    private final boolean[] ready;

    /** The slots whose blocks have not been announced, in the order in which they were started. */
    private final int[] waiting;

    private int waitingCount;

    MappedLane(MemorySegment memory, int slots, int blockByteSize) {
      super(memory, blockByteSize);
      this.memory = memory;
      this.fileOffsets = new long[slots];
      this.ready = new boolean[slots];
      this.waiting = new int[slots];
    }

    @Override
    public void read(int slot, long fileOffset) {
      fileOffsets[slot] = fileOffset;
      ready[slot] = false;
      waiting[waitingCount++] = slot;
    }

    @Override
    public void write(int slot, long fileOffset) {
      throw new UnsupportedOperationException("a mapping for reading");
    }

    @Override
    public boolean isDone(int slot) {
      return ready[slot];
    }

    @Override
    public long await(int slot) throws IOException {
      if (!ready[slot]) {
        announce();
      }
      long fileOffset = fileOffsets[slot];
      long length = Math.clamp(mapping.byteSize() - fileOffset, 0, blockByteSize());
      try {
        MemorySegment.copy(mapping, fileOffset, memory, start(slot), length);
      } catch (InternalError e) { // the JVM throws this error for SIGBUS
        throw new IOException(
            "the mapping at offset %d cannot be read: the device failed, or the file was cut off"
                .formatted(fileOffset),
            e);
      }
      return length;
    }

    /**
     * Announces the blocks of all waiting slots. Neighbouring blocks in the file share one call.
     */
    private void announce() throws IOException {
      if (fileOffsets.length > 1) {
        int calls = 0;
        long from = fileOffsets[waiting[0]];
        long to = from;
        for (int i = 0; i < waitingCount; i++) {
          long fileOffset = fileOffsets[waiting[i]];
          if (fileOffset != to) {
            willNeed(from, to);
            calls++;
            from = fileOffset;
          }
          to = fileOffset + blockByteSize();
        }
        willNeed(from, to);
        announced.add(waitingCount);
        systemCalls.add(calls + 1L);
      }
      for (int i = 0; i < waitingCount; i++) {
        ready[waiting[i]] = true;
      }
      waitingCount = 0;
    }

    private void willNeed(long from, long to) throws IOException {
      long start = Alignment.alignDown(from, PAGE_BYTES);
      long end = Math.min(to, mapping.byteSize());
      if (start < end) {
        advise(mapping.address() + start, end - start, Mapping.MADV_WILLNEED);
      }
    }
  }
}
