// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import java.io.IOException;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the cost of handing one operation to the coordinator and its result back. The cost is
 * the difference between the two benchmarks, which read the same 512 bytes from the page cache.
 */
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class HandOffBenchmark {
  private IoScheduler scheduler;

  @Setup
  @SuppressWarnings("MustBeClosedChecker") // closed in tearDown
  public void open() {
    scheduler = IoScheduler.uring(SchedulerOptions.defaults().withInlineReads(false));
  }

  @TearDown
  public void close() {
    scheduler.close();
  }

  @Benchmark
  public long throughTheRing(CachedFile cached, CachedFile.Reader reader) throws IOException {
    return scheduler.submit(Op.read(cached.file, reader.sector, reader.nextOffset())).await();
  }

  @Benchmark
  public long onThisThread(CachedFile cached, CachedFile.Reader reader) throws IOException {
    return cached.file.read(reader.sector, reader.nextOffset());
  }
}
