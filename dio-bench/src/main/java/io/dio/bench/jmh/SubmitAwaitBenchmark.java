// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures one cached read of 4 KiB at a time through a ring's scheduler, for each way of waiting.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SubmitAwaitBenchmark {
  private static final Duration LONG = Duration.ofMinutes(1);

  private static Ticket submit(CachedFile cached, RingScheduler ring, CachedFile.Reader reader) {
    return ring.scheduler.submit(Op.read(cached.file, reader.block, reader.nextOffset()));
  }

  @Benchmark
  public long await(CachedFile cached, RingScheduler ring, CachedFile.Reader reader)
      throws IOException {
    return submit(cached, ring, reader).await();
  }

  @Benchmark
  @Fork(value = 1, jvmArgsAppend = VirtualThreadsBenchmark.EXECUTOR)
  public long awaitOnAVirtualThread(CachedFile cached, RingScheduler ring, CachedFile.Reader reader)
      throws IOException {
    return submit(cached, ring, reader).await();
  }

  @Benchmark
  public long awaitWithATimeLimit(CachedFile cached, RingScheduler ring, CachedFile.Reader reader)
      throws IOException, InterruptedException, TimeoutException {
    return submit(cached, ring, reader).await(LONG);
  }

  @Benchmark
  public long joinAFuture(CachedFile cached, RingScheduler ring, CachedFile.Reader reader) {
    return submit(cached, ring, reader).toCompletableFuture().join();
  }

  @Benchmark
  public long poll(CachedFile cached, RingScheduler ring, CachedFile.Reader reader) {
    Ticket ticket = submit(cached, ring, reader);
    while (!ticket.isDone()) {
      Thread.onSpinWait();
    }
    return ticket.bytesTransferred();
  }

  /** The blocking method, which calls pread on a platform thread. */
  @Benchmark
  public long blockingRead(CachedFile cached, RingScheduler ring, CachedFile.Reader reader)
      throws IOException {
    return ring.scheduler.read(cached.file, reader.block, reader.nextOffset());
  }
}
