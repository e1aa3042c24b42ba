// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.align.AlignedMemory;
import io.dio.bench.process.TemporaryFile;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A buffered file in the page cache. An operation on it has no device time, so only the cost of the
 * software remains.
 */
@State(Scope.Benchmark)
public class CachedFile {
  static final int BLOCK_BYTES = 4096;
  private static final int BLOCK_COUNT = 4096; // a power of two

  private TemporaryFile temporary;
  DioFile file;
  FileChannel channel;

  @Setup
  public void open() throws IOException {
    temporary = TemporaryFile.in(Path.of(System.getProperty("java.io.tmpdir")), "dio-jmh-");
    Path path = temporary.path();
    Files.write(path, new byte[BLOCK_COUNT * BLOCK_BYTES]);
    file = DioFile.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @TearDown
  public void close() throws IOException {
    channel.close();
    file.close();
    temporary.close();
  }

  /** The state of each thread: a buffer and the next offset. */
  @State(Scope.Thread)
  public static class Reader {
    private static final long GAMMA = 0x9E37_79B9_7F4A_7C15L;
    private static final int SECTOR_BYTES = 512;
    private static final int BLOCK_SHIFT = Long.numberOfLeadingZeros(BLOCK_COUNT - 1L);

    /** 4 KiB, page-aligned. */
    MemorySegment block;

    /** The first 512 bytes of that buffer. */
    MemorySegment sector;

    private long position;

    @Setup(Level.Trial)
    public void allocate() {
      block = newBlock();
      sector = block.asSlice(0, SECTOR_BYTES);
      position = System.identityHashCode(this);
    }

    /** {@return a page-aligned buffer of one block, freed when it becomes unreachable} */
    static MemorySegment newBlock() {
      return AlignedMemory.allocate(BLOCK_BYTES, Arena.ofAuto()).segment();
    }

    /** {@return the offset of a random block} */
    long nextOffset() {
      position += GAMMA;
      return (position >>> BLOCK_SHIFT) * BLOCK_BYTES;
    }
  }
}
