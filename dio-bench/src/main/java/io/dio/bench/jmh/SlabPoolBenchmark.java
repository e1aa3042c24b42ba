// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Slots per microsecond over all threads, each of which acquires one and releases it. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class SlabPoolBenchmark {
  private static final long SLOT_BYTES = 4096;
  private static final int SLOT_COUNT = 1024;

  private SlabPool pool;

  @Setup
  public void open() {
    pool = new SlabPool(SLOT_COUNT * SLOT_BYTES, SLOT_BYTES);
  }

  @TearDown
  public void close() {
    pool.close();
  }

  private long acquireAndRelease() {
    Slot slot = pool.acquire();
    long address = slot.segment().address();
    slot.release();
    return address;
  }

  @Benchmark
  @Threads(1)
  public long oneThread() {
    return acquireAndRelease();
  }

  @Benchmark
  @Threads(2)
  public long twoThreads() {
    return acquireAndRelease();
  }

  @Benchmark
  @Threads(4)
  public long fourThreads() {
    return acquireAndRelease();
  }

  @Benchmark
  @Threads(8)
  public long eightThreads() {
    return acquireAndRelease();
  }
}
