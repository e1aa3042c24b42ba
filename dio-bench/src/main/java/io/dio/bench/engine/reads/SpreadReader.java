// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import io.dio.bench.backend.Backend;
import io.dio.bench.backend.Lane;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Blocking reads: in a loop on the calling thread, or on virtual threads that are started for each
 * query and share its vectors.
 */
final class SpreadReader implements VectorReader {
  private final Backend backend;
  private final int virtualThreads;

  /** A lane for each vector, with the memory of that vector. */
  private final List<Lane> lanes = new ArrayList<>();

  /**
   * Takes over a backend.
   *
   * @param memory the memory of all vectors, side by side
   * @param vectorByteSize the size of each
   * @param virtualThreads the number of threads to start; 0 reads on the calling thread
   */
  SpreadReader(Backend backend, MemorySegment memory, int vectorByteSize, int virtualThreads) {
    this.backend = backend;
    this.virtualThreads = virtualThreads;
    for (long from = 0; from < memory.byteSize(); from += vectorByteSize) {
      lanes.add(backend.lane(memory.asSlice(from, vectorByteSize), 1, vectorByteSize));
    }
  }

  @Override
  public void read(long[] fileOffsets) throws IOException, InterruptedException {
    AtomicInteger next = new AtomicInteger();
    if (virtualThreads == 0) {
      readRest(fileOffsets, next);
      return;
    }
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < virtualThreads; i++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              readRest(fileOffsets, next);
            } catch (Throwable e) {
              failure.compareAndSet(null, e);
              next.set(fileOffsets.length); // the others end
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new IOException(failure.get().getMessage(), failure.get());
    }
  }

  private void readRest(long[] fileOffsets, AtomicInteger next) throws IOException {
    for (int i = next.getAndIncrement(); i < fileOffsets.length; i = next.getAndIncrement()) {
      Lane lane = lanes.get(i);
      lane.read(0, fileOffsets[i]);
      VectorReader.requireWhole(lane.await(0), lane.blockByteSize(), fileOffsets[i]);
    }
  }

  @Override
  public void close() throws IOException {
    backend.close();
  }
}
