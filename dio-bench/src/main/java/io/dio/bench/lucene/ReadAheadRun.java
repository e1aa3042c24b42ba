// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.mempool.MmapBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * One read of neighbouring blocks into the memory of each. Threads may wait for it before it is
 * submitted.
 */
final class ReadAheadRun {
  private final OpenFile file;
  private final long fileOffset;
  private final int blockByteSize;
  private final List<MmapBuffer> memory = new ArrayList<>();
  private final CountDownLatch decided = new CountDownLatch(1);

  /** Null if the read was refused. */
  private Ticket ticket;

  ReadAheadRun(OpenFile file, long fileOffset, int blockByteSize) {
    this.file = file;
    this.fileOffset = fileOffset;
    this.blockByteSize = blockByteSize;
  }

  /** Adds the block that follows the last one. {@return its index} */
  int add(MmapBuffer block) {
    memory.add(block);
    return memory.size() - 1;
  }

  int size() {
    return memory.size();
  }

  /** {@return whether a block of a file comes right after the last one} */
  boolean isFollowedBy(OpenFile otherFile, long otherOffset) {
    return otherFile == file && otherOffset == fileOffset + (long) memory.size() * blockByteSize;
  }

  Op operation() {
    return memory.size() == 1
        ? Op.read(file.dio(), memory.getFirst(), fileOffset)
        : Op.readvPooled(file.dio(), memory, fileOffset);
  }

  void submitted(Ticket submission) {
    ticket = submission;
    decided.countDown();
  }

  void refused() {
    decided.countDown();
  }

  /** {@return whether the kernel no longer uses the memory} Never blocks. */
  boolean isDone() {
    return decided.getCount() == 0 && (ticket == null || ticket.isDone());
  }

  /** Waits for the end of the read. {@return the number of bytes that it read; 0 if it failed} */
  long await() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          decided.await();
          return ticket == null ? 0 : ticket.await();
        } catch (InterruptedException e) {
          interrupted = true; // the submitting thread is about to decide
        } catch (IOException e) {
          return 0; // the read that needs these bytes reads them itself, and reports its failure
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
