// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import io.dio.align.Degradation;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.backend.DirectChannel;
import io.dio.bench.backend.Lane;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** A log over {@link FileChannel}: each thread forces for itself, or a leader for all. */
final class ChannelLog implements LogWriter {
  private final FileChannel channel;
  private final boolean direct;
  private final boolean shared;
  private final SharedForce sharedForce;
  private final LongAdder forces = new LongAdder();

  private ChannelLog(FileChannel channel, boolean direct, boolean shared) {
    this.channel = channel;
    this.direct = direct;
    this.shared = shared;
    this.sharedForce = new SharedForce(channel);
  }

  /**
   * Opens an existing file.
   *
   * @param direct whether to bypass the page cache
   * @param shared whether one thread forces for all that wait
   */
  static ChannelLog open(Path path, boolean direct, boolean shared)
      throws IOException, BackendUnavailableException {
    Set<StandardOpenOption> options = Set.of(StandardOpenOption.WRITE);
    try {
      FileChannel channel =
          direct ? DirectChannel.open(path, options) : FileChannel.open(path, options);
      return new ChannelLog(channel, direct, shared);
    } catch (UnsupportedOperationException e) {
      throw new BackendUnavailableException("direct I/O is refused: " + e.getMessage(), e);
    }
  }

  @Override
  public Lane lane(MemorySegment memory, int slots, int blockByteSize) {
    // The memory may be larger than a record.
    ByteBuffer buffer = memory.asSlice(0, blockByteSize).asByteBuffer();
    return new CommitLane(memory, blockByteSize, (_, offset) -> commit(buffer.clear(), offset));
  }

  private long commit(ByteBuffer record, long fileOffset) throws IOException {
    while (record.hasRemaining()) {
      channel.write(record, fileOffset + record.position());
    }
    if (shared) {
      sharedForce.force();
    } else {
      channel.force(false);
      forces.increment();
    }
    return record.position();
  }

  @Override
  public boolean isDirect() {
    return direct;
  }

  @Override
  public List<Degradation> degradations() {
    return List.of();
  }

  @Override
  public OptionalLong syncs() {
    return OptionalLong.of(shared ? sharedForce.forces() : forces.sum());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
