// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A file that grows while it is read directly. The kernel cuts a read short at the current end of
 * the file. When dio asks for the rest, the end is elsewhere.
 */
@Timeout(120)
class ReadOfAGrowingFileTest {
  private static final int BLOCK = 4096;
  private static final int FILE_BYTES = 2 << 20;

  /** A number that divides no alignment. */
  private static final int APPENDED_BYTES = 999;

  /** At most so much is appended during one read, so that there are many reads. */
  private static final int APPENDED_PER_READ = 4;

  private final AtomicInteger reads = new AtomicInteger();

  private void append(Path path, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(path, WRITE)) {
      for (int at = 0; at < FILE_BYTES; at += APPENDED_BYTES) {
        while (at / APPENDED_BYTES > reads.get() * APPENDED_PER_READ) {
          Thread.onSpinWait();
        }
        int length = Math.min(APPENDED_BYTES, FILE_BYTES - at);
        channel.write(ByteBuffer.wrap(content, at, length), at);
      }
    }
  }

  @Test
  void afterAShortReadItGoesOnFromAnAlignedOffset() throws Exception {
    byte[] content = new byte[FILE_BYTES];
    new Random(1).nextBytes(content);
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.EXT4);
        Arena arena = Arena.ofConfined()) {
      Path path = files.root().resolve("data");
      MemorySegment read = arena.allocate(16 * BLOCK, BLOCK);
      try (DioFile file = DioFile.open(path, READ, WRITE, CREATE_NEW, DirectMode.REQUIRED)) {
        FutureTask<Void> appending =
            new FutureTask<>(() -> {
              append(path, content);
              return null;
            });
        Thread.ofPlatform().daemon().start(appending);
        try {
          readUntilComplete(file, read, MemorySegment.ofArray(content), appending);
        } finally {
          reads.set(FILE_BYTES);
          appending.get();
        }
      }
    }
  }

  private void readUntilComplete(
      DioFile file, MemorySegment read, MemorySegment content, FutureTask<Void> appending)
      throws IOException {
    long size = 0;
    while (size < FILE_BYTES && appending.state() != Future.State.FAILED) {
      size = file.size();
      reads.getAndIncrement();
      long from = Math.max(0, size - 4 * BLOCK) & -BLOCK;
      long length = readFrom(file, read, from);
      assertThat(from + length).isGreaterThanOrEqualTo(size);
      assertThat(MemorySegment.mismatch(read, 0, length, content, from, from + length))
          .isEqualTo(-1);
    }
  }

  /** {@return the number of bytes that were read} */
  private static long readFrom(DioFile file, MemorySegment read, long from) throws IOException {
    try {
      file.readFully(read, from);
      return read.byteSize();
    } catch (ShortTransferException e) {
      return e.transferred();
    }
  }
}
