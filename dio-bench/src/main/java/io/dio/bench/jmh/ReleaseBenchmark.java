// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.mempool.PoolOptions;
import java.lang.foreign.ValueLayout;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures what it costs that a pool zeroes released memory: nanoseconds to acquire a buffer, write
 * one byte to it and release it. The pool has 64 buffers, so its memory is in the cache of the
 * processor where the buffers are small. A pool that fills less than the whole buffer pays for the
 * whole all the same.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class ReleaseBenchmark {
  private static final int CAPACITY = 64;

  @Param({"4096", "65536", "1048576"})
  private long bufferBytes;

  @Param({"false", "true"})
  private boolean zeroed;

  private MmapPool pool;

  @Setup
  public void open() {
    PoolOptions options = PoolOptions.defaults().withReleasedZeroed(zeroed);
    pool = new MmapPool("jmh", bufferBytes, CAPACITY, options);
  }

  @TearDown
  public void close() {
    pool.close();
  }

  @Benchmark
  public void acquireWriteRelease() throws InterruptedException {
    MmapBuffer buffer = pool.acquire();
    buffer.segment().set(ValueLayout.JAVA_BYTE, bufferBytes / 2, (byte) 1);
    buffer.release();
  }
}
