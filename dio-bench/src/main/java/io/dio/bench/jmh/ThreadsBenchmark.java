// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.iosched.Op;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures cached reads of 4 KiB per millisecond over all threads. Each thread submits one and
 * waits for it. JMH takes the number of threads only from an annotation, so there is a method for
 * each number.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class ThreadsBenchmark {

  private static long read(CachedFile cached, RingScheduler ring, CachedFile.Reader reader)
      throws IOException {
    return ring.scheduler.submit(Op.read(cached.file, reader.block, reader.nextOffset())).await();
  }

  @Benchmark
  @Threads(1)
  public long threads001(CachedFile cached, RingScheduler ring, CachedFile.Reader reader)
      throws IOException {
    return read(cached, ring, reader);
  }

  @Benchmark
  @Threads(2)
  public long threads002(CachedFile cached, RingScheduler ring, CachedFile.Reader reader)
      throws IOException {
    return read(cached, ring, reader);
  }

  @Benchmark
  @Threads(8)
  public long threads008(CachedFile cached, RingScheduler ring, CachedFile.Reader reader)
      throws IOException {
    return read(cached, ring, reader);
  }

  @Benchmark
  @Threads(32)
  public long threads032(CachedFile cached, RingScheduler ring, CachedFile.Reader reader)
      throws IOException {
    return read(cached, ring, reader);
  }

  @Benchmark
  @Threads(128)
  public long threads128(CachedFile cached, RingScheduler ring, CachedFile.Reader reader)
      throws IOException {
    return read(cached, ring, reader);
  }

  @Benchmark
  @Threads(512)
  public long threads512(CachedFile cached, RingScheduler ring, CachedFile.Reader reader)
      throws IOException {
    return read(cached, ring, reader);
  }
}
