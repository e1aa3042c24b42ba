// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures buffers per microsecond over all threads. Each thread acquires a buffer and releases it.
 * The pools have several sizes and are nearly empty, half full or nearly full. If there are more
 * threads than free buffers, the threads wait for one another.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class MmapPoolBenchmark {
  private static final int SEED = 1;

  /** The largest pool takes 256 MiB. */
  private static final long BUFFER_BYTES = 4096;

  @Param({"1", "64", "4096", "65536"})
  private int slots;

  /** How many per cent of the buffers are in use all the time, at random places. */
  @Param({"1", "50", "99"})
  private int leased;

  private MmapPool pool;
  private List<MmapBuffer> leases;

  @Setup
  public void open() throws InterruptedException {
    pool = new MmapPool("jmh", BUFFER_BYTES, slots);
    List<MmapBuffer> all = new ArrayList<>();
    for (int i = 0; i < slots; i++) {
      all.add(pool.acquire());
    }
    Collections.shuffle(all, new Random(SEED));
    int count = slots * leased / 100;
    leases = all.subList(0, count);
    all.subList(count, slots).forEach(MmapBuffer::release);
  }

  @TearDown
  public void close() {
    leases.forEach(MmapBuffer::release);
    pool.close();
  }

  private long acquireAndRelease() throws InterruptedException {
    MmapBuffer buffer = pool.acquire();
    long address = buffer.segment().address();
    buffer.release();
    return address;
  }

  @Benchmark
  @Threads(1)
  public long oneThread() throws InterruptedException {
    return acquireAndRelease();
  }

  @Benchmark
  @Threads(2)
  public long twoThreads() throws InterruptedException {
    return acquireAndRelease();
  }

  @Benchmark
  @Threads(4)
  public long fourThreads() throws InterruptedException {
    return acquireAndRelease();
  }

  @Benchmark
  @Threads(8)
  public long eightThreads() throws InterruptedException {
    return acquireAndRelease();
  }
}
