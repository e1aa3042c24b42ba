// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.align.Degradation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One {@link FileChannel} for all threads, read and written at explicit positions. */
final class FileChannelBackend extends Backend {
  private final FileChannel channel;
  private final boolean direct;
  private final String fallbackReason;

  private FileChannelBackend(FileChannel channel, boolean direct, String fallbackReason) {
    this.channel = channel;
    this.direct = direct;
    this.fallbackReason = fallbackReason;
  }

  static FileChannelBackend open(OpenRequest request) throws IOException {
    Set<OpenOption> options = new HashSet<>(EnumSet.of(StandardOpenOption.READ));
    if (request.writable()) {
      options.add(StandardOpenOption.WRITE);
    }
    if (request.features().durable()) {
      options.add(StandardOpenOption.DSYNC);
    }
    if (request.direct()) {
      try {
        return new FileChannelBackend(DirectChannel.open(request.path(), options), true, null);
      } catch (UnsupportedOperationException | IOException e) {
        // If the file is missing, opening it buffered fails too. So a buffered file is used only if
        // direct I/O was the cause.
        return new FileChannelBackend(
            FileChannel.open(request.path(), options), false, "refused: " + e.getMessage());
      }
    }
    return new FileChannelBackend(FileChannel.open(request.path(), options), false, null);
  }

  @Override
  public Lane lane(MemorySegment memory, int slots, int blockByteSize) {
    if (slots != 1) {
      throw new IllegalArgumentException(
          "slots " + slots + ": a FileChannel keeps one operation outstanding per thread");
    }
    return new ChannelLane(channel, memory, blockByteSize);
  }

  @Override
  public boolean isDirect() {
    return direct;
  }

  @Override
  public List<Degradation> degradations() {
    return fallbackReason == null
        ? List.of()
        : List.of(
            Degradation.of(
                "direct I/O",
                Degradation.Cause.NOT_SUPPORTED,
                fallbackReason,
                "put the file on a file system that has direct I/O, such as ext4, XFS or btrfs"));
  }

  @Override
  public Optional<Traffic> traffic() {
    return Optional.empty();
  }

  @Override
  public void sync() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
