// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.align.Degradation;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * {@link DioFile} alone. Each thread makes its own pread(2) and pwrite(2) calls through the Foreign
 * Function and Memory API, without a scheduler.
 */
final class FfmBackend extends Backend {
  private final DioFile file;

  private FfmBackend(DioFile file) {
    this.file = file;
  }

  static FfmBackend open(OpenRequest request) throws IOException {
    OpenOption[] durable =
        request.features().durable()
            ? new OpenOption[] {StandardOpenOption.DSYNC}
            : new OpenOption[0];
    return new FfmBackend(SchedulerBackend.openFile(request, durable));
  }

  @Override
  public Lane lane(MemorySegment memory, int slots, int blockByteSize) {
    return new CallLane(memory, slots, blockByteSize);
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
    file.dataSync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private final class CallLane extends Lane {
    private final MemorySegment[] slices;
    private final long[] transferred;

    CallLane(MemorySegment memory, int slots, int blockByteSize) {
      super(memory, blockByteSize);
      this.slices = slices(slots);
      this.transferred = new long[slots];
    }

    @Override
    public void read(int slot, long fileOffset) throws IOException {
      transferred[slot] = file.read(slices[slot], fileOffset);
    }

    @Override
    public void write(int slot, long fileOffset) throws IOException {
      transferred[slot] = file.write(slices[slot], fileOffset);
    }

    @Override
    public boolean isDone(int slot) {
      return true;
    }

    @Override
    public long await(int slot) {
      return transferred[slot];
    }
  }
}
