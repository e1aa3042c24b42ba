// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.align.AlignedMemory;
import io.dio.bench.backend.DurableWrite;
import io.dio.bench.process.FailureText;
import io.dio.bench.process.TemporaryFile;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A thread that writes to a file of its own through the page cache and makes it durable, over and
 * over. It stands for the log of a store beside its reads.
 */
final class SyncingNeighbour implements Neighbour {
  private static final int WRITE_BYTES = 1 << 20;

  private final TemporaryFile temporary;
  private final DioFile file;
  private final DurableWrite write;

  /**
   * Freed when it becomes unreachable. A scheduler that died with a write in flight keeps a
   * reference.
   */
  private final MemorySegment source =
      AlignedMemory.allocate(WRITE_BYTES, Arena.ofAuto()).segment();

  private final AtomicLong syncs = new AtomicLong();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("dio-beside").unstarted(this::run);
  private volatile boolean stopped;
  private volatile Throwable failure;

  private SyncingNeighbour(TemporaryFile temporary, DioFile file, DurableWrite write) {
    this.temporary = temporary;
    this.file = file;
    this.write = write;
  }

  /** Starts it, with a temporary file in a folder. */
  @SuppressWarnings("MustBeClosed") // by the neighbour's own close
  static SyncingNeighbour start(Path folder, DurableWrite write) throws IOException {
    TemporaryFile temporary = TemporaryFile.in(folder, "dio-beside-");
    try {
      DioFile file = DioFile.open(temporary.path(), StandardOpenOption.WRITE);
      SyncingNeighbour neighbour = new SyncingNeighbour(temporary, file, write);
      neighbour.thread.start();
      return neighbour;
    } catch (IOException | RuntimeException | Error e) {
      temporary.close();
      throw e;
    }
  }

  private void run() {
    try {
      while (!stopped) {
        write.run(file, source);
        syncs.incrementAndGet();
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  @Override
  public OptionalLong syncs() {
    return OptionalLong.of(syncs.get());
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    try (temporary;
        file) {
      joinUninterruptibly();
    }
    if (failure != null) {
      throw new IOException(
          "the file beside it was not made durable: " + FailureText.of(failure), failure);
    }
  }

  /** The file must not be closed under a write. */
  private void joinUninterruptibly() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
