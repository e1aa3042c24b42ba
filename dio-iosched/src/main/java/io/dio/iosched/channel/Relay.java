// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Copies bytes between a channel of dio and any other channel, which may be one of dio too. */
final class Relay {
  private static final int MOST_BYTES = 128 << 10;

  /** At least the alignment that direct files need of memory. */
  private static final int PAGE_BYTES = 4096;

  private final DioChannel channel;

  Relay(DioChannel channel) {
    this.channel = channel;
  }

  /**
   * {@return an empty buffer for a transfer from an offset of a file} The block that contains the
   * offset would begin at a page of the memory. So whole blocks are transferred without a copy.
   */
  private static ByteBuffer newBuffer(long fileOffset, long count) {
    int lead = (int) (fileOffset & (PAGE_BYTES - 1));
    int byteSize = lead + (int) Math.min(count, MOST_BYTES);
    // An aligned slice loses up to a page at each end.
    return ByteBuffer.allocateDirect(byteSize + 2 * PAGE_BYTES)
        .alignedSlice(PAGE_BYTES)
        .slice(lead, byteSize - lead);
  }

  /** {@return the number of bytes that the target took} */
  long sendTo(WritableByteChannel target, long position, long count) throws IOException {
    long sent = 0;
    ByteBuffer buffer = newBuffer(position, count);
    try {
      // No file is longer than the largest offset, and a read beyond it is an error.
      while (sent < count && position + sent <= LargestOffset.OF_A_BLOCK) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), count - sent));
        if (channel.read(buffer, position + sent) <= 0) {
          break;
        }
        int written = target.write(buffer.flip());
        sent += written;
        if (buffer.hasRemaining()) {
          break;
        }
      }
    } catch (IOException e) {
      if (sent == 0) {
        throw e;
      }
    }
    if (sent == 0) {
      requireWritable(target);
    }
    return sent;
  }

  /** A channel that was given no bytes has not told yet that it cannot be written. */
  private static void requireWritable(WritableByteChannel target) throws IOException {
    if (target instanceof FileChannel) {
      target.write(ByteBuffer.allocate(0));
    }
  }

  /** {@return the number of bytes that the source gave and this channel wrote} */
  long receiveFrom(ReadableByteChannel source, long position, long count) throws IOException {
    long received = 0;
    int unwritten = 0;
    ByteBuffer buffer = newBuffer(position, count);
    try {
      while (received < count && unwritten == 0) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), count - received));
        unwritten = source.read(buffer);
        if (unwritten <= 0) {
          break;
        }
        int written = channel.write(buffer.flip(), position + received);
        received += written;
        unwritten -= written;
      }
    } catch (IOException e) {
      if (received == 0) {
        giveBack(source, unwritten);
        throw e;
      }
    }
    giveBack(source, unwritten);
    return received;
  }

  /** Lets the bytes of a file be read again that this channel has not written. */
  private static void giveBack(ReadableByteChannel source, int byteCount) throws IOException {
    if (byteCount > 0 && source instanceof FileChannel file) {
      file.position(file.position() - byteCount);
    }
  }
}
