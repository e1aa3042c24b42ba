// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.stream;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import io.dio.sys.internal.BehindEnd;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A block that is being read, or has been read. */
final class ReadBlock {
  private final Block block;
  private final MemorySegment bytes;
  private final long fileOffset;
  private final long length;
  private final Ticket ticket;
  private long byteCount;

  /**
   * A read that was submitted.
   *
   * @param length the number of bytes that were asked for
   */
  ReadBlock(Block block, long fileOffset, long length, Ticket ticket) {
    this.block = block;
    this.bytes = block.memory().segment();
    this.fileOffset = fileOffset;
    this.length = length;
    this.ticket = ticket;
  }

  /**
   * Waits for the bytes. A read over the end of the file that XFS has refused is made again, up to
   * the end.
   */
  void await(IoScheduler scheduler, DioFile file) throws IOException {
    try {
      byteCount = ticket.await();
    } catch (IOException e) {
      long some = BehindEnd.bytesInFile(e, file, fileOffset, length);
      byteCount = some == 0 ? 0 : await(scheduler, file, some);
    }
  }

  private long await(IoScheduler scheduler, DioFile file, long byteSize) throws IOException {
    PooledMemory first = block.memory().slice(0, byteSize);
    return scheduler.submit(Op.read(file, first, fileOffset)).await();
  }

  /** Waits until the kernel no longer uses the memory. */
  void awaitEnd() {
    try {
      ticket.await();
    } catch (IOException e) {
      // Nobody asked for these bytes. A reader that comes to them reads them again.
    }
  }

  Block block() {
    return block;
  }

  Ticket ticket() {
    return ticket;
  }

  /** {@return the memory; its first byte is the one at {@link #fileOffset}} */
  MemorySegment bytes() {
    return bytes;
  }

  long fileOffset() {
    return fileOffset;
  }

  /** {@return the number of bytes that were asked for} */
  long length() {
    return length;
  }

  /** {@return the offset behind the last byte that was read} */
  long end() {
    return fileOffset + byteCount;
  }

  /** {@return whether the file ended inside the block} */
  boolean isLast() {
    return byteCount < length;
  }
}
