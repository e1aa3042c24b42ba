// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the time per cached read of 4 KiB when one thread keeps a window of reads outstanding.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class WindowBenchmark {
  @Param({"1", "8", "64", "256"})
  private int window;

  private MemorySegment[] blocks;
  private Ticket[] tickets;
  private int oldest;

  @Setup(Level.Trial)
  public void allocate() {
    blocks = new MemorySegment[window];
    for (int i = 0; i < window; i++) {
      blocks[i] = CachedFile.Reader.newBlock();
    }
    tickets = new Ticket[window];
  }

  /** Each call waits for the oldest operation and submits a new one in its place. */
  @Benchmark
  public long turnOver(CachedFile cached, RingScheduler ring, CachedFile.Reader reader)
      throws IOException {
    Ticket ticket = tickets[oldest];
    long transferred = ticket == null ? 0 : ticket.await();
    tickets[oldest] =
        ring.scheduler.submit(Op.read(cached.file, blocks[oldest], reader.nextOffset()));
    oldest = oldest + 1 == window ? 0 : oldest + 1;
    return transferred;
  }

  @TearDown(Level.Iteration)
  public void drain() throws IOException {
    for (int i = 0; i < window; i++) {
      if (tickets[i] != null) {
        tickets[i].await();
        tickets[i] = null;
      }
    }
  }
}
