// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.iosched.FileSlot;
import io.dio.iosched.IoBatch;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the time per batch of 64 cached reads of 4 KiB through a ring, by a descriptor and by a
 * file slot. The kernel looks a descriptor up for each read; a file slot is registered with the
 * ring. The page cache has what is read, so the coordinator's work sets the pace.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class FileSlotBenchmark {
  private static final int READS = 64;

  private final MemorySegment[] blocks = new MemorySegment[READS];
  private IoScheduler scheduler;
  private FileSlot slot;
  private IoBatch batch;

  @Setup(Level.Trial)
  public void open(CachedFile cached) throws IOException {
    for (int i = 0; i < READS; i++) {
      blocks[i] = CachedFile.Reader.newBlock();
    }
    // The submitting thread would serve cached reads itself, and only those by a descriptor.
    scheduler =
        IoScheduler.uring(SchedulerOptions.defaults().withInlineReads(false).withFileSlots(1));
    slot = scheduler.fileSlots().getFirst();
    scheduler.submit(Op.openInto(slot, cached.file.path(), StandardOpenOption.READ)).await();
    batch = scheduler.newBatch(READS);
  }

  @TearDown(Level.Trial)
  public void close() {
    scheduler.close();
  }

  @Benchmark
  public long byDescriptor(CachedFile cached, CachedFile.Reader reader) throws IOException {
    batch.clear();
    for (MemorySegment block : blocks) {
      batch.read(cached.file, block, reader.nextOffset());
    }
    batch.submit();
    return batch.await();
  }

  @Benchmark
  public long bySlot(CachedFile.Reader reader) throws IOException {
    batch.clear();
    for (MemorySegment block : blocks) {
      batch.read(slot, block, reader.nextOffset());
    }
    batch.submit();
    return batch.await();
  }
}
