// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.stream;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** The blocks of a writer that are being written, in the order of the file. */
final class WriteBehind {
  private final IoScheduler scheduler;
  private final DioFile file;
  private final Blocks blocks;
  private final Deque<Write> behind = new ArrayDeque<>();

  /**
   * A block that is being written.
   *
   * @param block the block to free at the end, or null if the writer keeps it
   */
  private record Write(Block block, Ticket ticket) {}

  WriteBehind(IoScheduler scheduler, DioFile file, Blocks blocks) {
    this.scheduler = scheduler;
    this.file = file;
    this.blocks = blocks;
  }

  /** Writes a full block. It is free again when the write has ended. */
  void submit(Block block, long fileOffset) {
    behind.addLast(new Write(block, scheduler.submit(Op.write(file, block.memory(), fileOffset))));
  }

  /** Writes the first bytes of a block that the writer keeps. */
  void submitPart(Block block, long byteSize, long fileOffset) {
    Op op = Op.write(file, block.memory().slice(0, byteSize), fileOffset);
    behind.addLast(new Write(null, scheduler.submit(op)));
  }

  /**
   * {@return a free block, after waiting for one if all are being written}
   *
   * @throws IOException the failure of a write; also of one that nobody had to wait for
   */
  Block take() throws IOException {
    while (!behind.isEmpty() && (blocks.isEmpty() || behind.getFirst().ticket().isDone())) {
      awaitFirst();
    }
    return blocks.take();
  }

  /** Waits for all writes. Throws the first failure when all have ended. */
  void awaitAll() throws IOException {
    IOException failure = null;
    while (!behind.isEmpty()) {
      try {
        awaitFirst();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** An IllegalStateException says that this thread must not wait. The write goes on then. */
  private void awaitFirst() throws IOException {
    Write first = behind.getFirst();
    try {
      first.ticket().await();
    } catch (IOException e) {
      ended(first);
      throw e;
    }
    ended(first);
  }

  private void ended(Write first) {
    behind.removeFirst();
    if (first.block() != null) {
      blocks.giveBack(first.block());
    }
  }

  /** {@return whether nothing is being written} */
  boolean isEmpty() {
    return behind.isEmpty();
  }
}
