// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** One thread that reads and writes a {@link FileChannel} at explicit positions. */
final class ChannelLane extends Lane {
  private final FileChannel channel;
  private final ByteBuffer buffer;
  private int transferred;

  ChannelLane(FileChannel channel, MemorySegment memory, int blockByteSize) {
    super(memory, blockByteSize);
    this.channel = channel;
    this.buffer = slices(1)[0].asByteBuffer();
  }

  @Override
  public void read(int slot, long fileOffset) throws IOException {
    transferred = Math.max(0, channel.read(buffer.clear(), fileOffset));
  }

  @Override
  public void write(int slot, long fileOffset) throws IOException {
    transferred = channel.write(buffer.clear(), fileOffset);
  }

  @Override
  public boolean isDone(int slot) {
    return true;
  }

  @Override
  public long await(int slot) {
    return transferred;
  }
}
