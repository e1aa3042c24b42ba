// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.iosched.Op;
import io.dio.mempool.MmapBuffer;
import java.lang.foreign.MemorySegment;
import java.util.List;
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
 * Measures creating an {@code Op}, which checks its arguments. With -prof gc it shows the
 * allocation.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class OpBenchmark {
  private MmapBuffer pooled;
  private List<MemorySegment> pieces;

  @Setup(Level.Trial)
  public void prepare(CachedFile.Reader reader) {
    pooled = MmapBuffer.allocate(CachedFile.BLOCK_BYTES);
    pieces = List.of(reader.block.asSlice(0, 512), reader.block.asSlice(512));
  }

  @TearDown(Level.Trial)
  public void release() {
    pooled.release();
  }

  @Benchmark
  public Op readIntoASegment(CachedFile cached, CachedFile.Reader reader) {
    return Op.read(cached.file, reader.block, reader.nextOffset());
  }

  @Benchmark
  public Op writeFromPooledMemory(CachedFile cached, CachedFile.Reader reader) {
    return Op.write(cached.file, pooled, reader.nextOffset());
  }

  @Benchmark
  public Op readTwoPieces(CachedFile cached, CachedFile.Reader reader) {
    return Op.readv(cached.file, pieces, reader.nextOffset());
  }

  @Benchmark
  public Op dataSync(CachedFile cached) {
    return Op.dataSync(cached.file);
  }

  @Benchmark
  public Op chainOfWriteAndSync(CachedFile cached, CachedFile.Reader reader) {
    return Op.write(cached.file, pooled, reader.nextOffset()).link(Op.dataSync(cached.file));
  }
}
