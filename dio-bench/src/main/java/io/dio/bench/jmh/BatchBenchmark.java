// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.iosched.IoBatch;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the time per batch of cached reads of 4 KiB. Each batch is filled, submitted and
 * awaited.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class BatchBenchmark {
  @Param({"1", "8", "64", "512"})
  private int size;

  private MemorySegment[] blocks;
  private IoBatch batch;

  @Setup(Level.Trial)
  public void allocate(RingScheduler ring) {
    blocks = new MemorySegment[size];
    for (int i = 0; i < size; i++) {
      blocks[i] = CachedFile.Reader.newBlock();
    }
    batch = ring.scheduler.newBatch(size);
  }

  @Benchmark
  public long fillSubmitAwait(CachedFile cached, CachedFile.Reader reader) throws IOException {
    batch.clear();
    for (int i = 0; i < size; i++) {
      batch.read(cached.file, blocks[i], reader.nextOffset());
    }
    batch.submit();
    return batch.await();
  }
}
