// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.align.Degradation;
import io.dio.iosched.channel.DioChannels;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** One {@link FileChannel} of dio for all threads, read and written at explicit positions. */
final class DioChannelBackend extends Backend {
  private final DioFile file;
  private final FileChannel channel;

  private DioChannelBackend(DioFile file) {
    this.file = file;
    this.channel = DioChannels.of(file);
  }

  static DioChannelBackend open(OpenRequest request) throws IOException {
    OpenOption[] durable =
        request.features().durable()
            ? new OpenOption[] {StandardOpenOption.DSYNC}
            : new OpenOption[0];
    return new DioChannelBackend(SchedulerBackend.openFile(request, durable));
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
    return file.isDirect();
  }

  @Override
  public List<Degradation> degradations() {
    return file.degradations();
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
    try (file) {
      channel.close();
    }
  }
}
