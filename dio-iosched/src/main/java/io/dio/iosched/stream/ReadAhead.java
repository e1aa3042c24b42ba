// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.stream;

import io.dio.align.Alignment;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The blocks of a reader that are being read or wait for their turn, in the order of the file.
 *
 * <p>It reads ahead only up to the size that the file had when it last ran dry. The block that is
 * needed next is read in any case, because files may grow, and some report no size.
 */
final class ReadAhead {
  private final IoScheduler scheduler;
  private final DioFile file;
  private final Blocks blocks;
  private final int unit;
  private final long to;
  private final Deque<ReadBlock> ahead = new ArrayDeque<>();

  /** The offset of the block that is submitted next, if others are ahead of it. */
  private long next;

  /** The size of the file, as it was reported when nothing was ahead. */
  private long knownByteSize;

  /**
   * Reads nothing yet.
   *
   * @param unit the alignment of offsets and lengths, in bytes
   * @param to the end of the range
   */
  ReadAhead(IoScheduler scheduler, DioFile file, Blocks blocks, int unit, long to) {
    this.scheduler = scheduler;
    this.file = file;
    this.blocks = blocks;
    this.unit = unit;
    this.to = to;
  }

  /**
   * Takes the block that begins with a byte or has it inside, and reads on ahead of it.
   *
   * @param position the byte behind the block that was taken last; after a {@link #restart} any
   *     byte before the end of the range
   * @return the block, which the caller {@linkplain #giveBack gives back}
   * @throws IOException if it could not be read. The same call then tries again.
   */
  ReadBlock take(long position) throws IOException {
    if (ahead.isEmpty()) {
      next = Alignment.alignDown(position, unit);
      knownByteSize = file.size();
    }
    submit();
    ReadBlock first = ahead.getFirst();
    try {
      first.await(scheduler, file);
    } catch (IOException e) {
      restart();
      throw e;
    }
    ahead.removeFirst();
    return first;
  }

  /**
   * Submits reads for blocks that became free, if others are ahead. So the device has work while
   * the user is busy with other things.
   */
  void refill() {
    if (!ahead.isEmpty()) {
      try {
        submit();
      } catch (IllegalStateException e) {
        // The scheduler or the file is closed. The next take says so, after these bytes.
      }
    }
  }

  private void submit() {
    while (!blocks.isEmpty() && next < to && (ahead.isEmpty() || next < knownByteSize)) {
      Block block = blocks.take();
      boolean submitted = false;
      try {
        ahead.addLast(read(block));
        submitted = true;
      } finally {
        if (!submitted) {
          blocks.giveBack(block);
        }
      }
      next += ahead.getLast().length();
    }
  }

  private ReadBlock read(Block block) {
    long rest = to - next;
    long length = rest >= blocks.byteSize() ? blocks.byteSize() : Alignment.alignUp(rest, unit);
    PooledMemory memory = block.memory();
    PooledMemory part = length == blocks.byteSize() ? memory : memory.slice(0, length);
    Ticket ticket = scheduler.submit(Op.read(file, part, next));
    return new ReadBlock(block, next, length, ticket);
  }

  /** Frees a block that was taken. Its bytes are no longer needed. */
  void giveBack(ReadBlock used) {
    blocks.giveBack(used.block());
  }

  /**
   * Forgets all blocks that are ahead, after their reads have ended. Failures of reads that nobody
   * asked for yet are forgotten too.
   */
  void restart() {
    ahead.forEach(block -> block.ticket().cancel());
    while (!ahead.isEmpty()) {
      ReadBlock first = ahead.getFirst();
      first.awaitEnd();
      ahead.removeFirst();
      blocks.giveBack(first.block());
    }
  }

  /** {@return the offset behind everything that is ahead; 0 if nothing is} */
  long end() {
    return ahead.isEmpty() ? 0 : next;
  }
}
