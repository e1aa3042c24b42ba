// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.iosched.IoBatch;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures what events and histograms cost for each operation. The operations are drains or read
 * 512 bytes from the page cache, so nothing hides the cost.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class ObservationBenchmark {
  private static final int BATCH = 64;

  /** The observer of the operations. */
  public enum Watched {
    /** Nothing. */
    OFF,
    /** A recording that wants other events. */
    EVENT_DISABLED,
    /** A recording that wants operations of more than a second. */
    BELOW_THRESHOLD,
    /** A recording that wants every operation. */
    EVERY_EVENT,
    /** The histograms. */
    HISTOGRAMS
  }

  @Param private Watched watched;

  private Recording recording;
  private IoScheduler inline;
  private IoScheduler ring;
  private IoBatch batch;

  @Setup
  @SuppressWarnings("MustBeClosedChecker") // closed in tearDown
  public void open(CachedFile cached) {
    if (watched != Watched.OFF && watched != Watched.HISTOGRAMS) {
      recording = new Recording();
      if (watched == Watched.EVENT_DISABLED) {
        recording.disable("io.dio.Operation");
        recording.disable("io.dio.Batch");
      } else {
        recording
            .enable("io.dio.Operation")
            .withThreshold(Duration.ofSeconds(watched == Watched.EVERY_EVENT ? 0 : 1));
      }
      recording.start();
    }
    SchedulerOptions options =
        SchedulerOptions.defaults()
            .withInlineReads(false)
            .withLatencyHistograms(watched == Watched.HISTOGRAMS);
    inline = IoScheduler.posix(options);
    ring = IoScheduler.uring(options);
    batch = ring.newBatch(BATCH);
    MemorySegment memory = CachedFile.Reader.newBlock();
    for (int i = 0; i < BATCH; i++) {
      batch.read(cached.file, memory.asSlice(0, 512), i * 4096L);
    }
  }

  @TearDown
  public void close() {
    inline.close();
    ring.close();
    if (recording != null) {
      recording.close();
    }
  }

  /** An operation without a system call. */
  @Benchmark
  public long drainInline(CachedFile cached) throws IOException {
    return inline.submit(Op.drain(cached.file)).await();
  }

  @Benchmark
  public long readInline(CachedFile cached, CachedFile.Reader reader) throws IOException {
    return inline.submit(Op.read(cached.file, reader.sector, reader.nextOffset())).await();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long batchOnTheRing() throws IOException {
    batch.submit();
    return batch.await();
  }
}
