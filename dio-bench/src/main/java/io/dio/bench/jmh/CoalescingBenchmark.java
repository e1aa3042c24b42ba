// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.align.AlignedMemory;
import io.dio.bench.process.TemporaryFile;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Ticket;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
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
 * Compares 64 contiguous writes of 1 KiB through the page cache, merged or not, with one write of
 * 64 KiB.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class CoalescingBenchmark {
  private static final int WRITES = 64;
  private static final int WRITE_BYTES = 1024;

  @Param({"false", "true"})
  private boolean coalescing;

  private TemporaryFile temporary;
  private DioFile file;
  private Arena arena;
  private IoScheduler scheduler;
  private List<Op> pieces;
  private Op whole;

  @Setup(Level.Trial)
  @SuppressWarnings("MustBeClosedChecker") // closed in tearDown
  public void setUp() throws IOException {
    temporary = TemporaryFile.in(Path.of(System.getProperty("java.io.tmpdir")), "dio-jmh-");
    file = DioFile.open(temporary.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
    arena = Arena.ofShared();
    scheduler = IoScheduler.uring(SchedulerOptions.defaults().withCoalescing(coalescing));
    MemorySegment memory = AlignedMemory.allocate(WRITES * WRITE_BYTES, arena).segment();
    pieces = new ArrayList<>();
    for (long offset = 0; offset < memory.byteSize(); offset += WRITE_BYTES) {
      pieces.add(Op.write(file, memory.asSlice(offset, WRITE_BYTES), offset));
    }
    whole = Op.write(file, memory, 0);
  }

  @TearDown(Level.Trial)
  public void tearDown() throws IOException {
    scheduler.close();
    arena.close();
    file.close();
    temporary.close();
  }

  @Benchmark
  public long pieces() throws IOException {
    long bytes = 0;
    for (Ticket ticket : scheduler.submitAll(pieces)) {
      bytes += ticket.await();
    }
    return bytes;
  }

  @Benchmark
  public long whole() throws IOException {
    return scheduler.submit(whole).await();
  }
}
