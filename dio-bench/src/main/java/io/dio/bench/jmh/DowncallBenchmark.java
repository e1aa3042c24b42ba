// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.sys.Advice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Compares the system call wrappers of {@code DioFile} with the same methods of {@code
 * FileChannel}. Reads and writes are 4 KiB in the page cache.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class DowncallBenchmark {
  private ByteBuffer buffer;
  private List<MemorySegment> pieces;

  @Setup(Level.Trial)
  public void prepare(CachedFile.Reader reader) {
    buffer = reader.block.asByteBuffer();
    long half = reader.block.byteSize() / 2;
    pieces = List.of(reader.block.asSlice(0, half), reader.block.asSlice(half));
  }

  @Benchmark
  public long dioRead(CachedFile cached, CachedFile.Reader reader) throws IOException {
    return cached.file.read(reader.block, reader.nextOffset());
  }

  @Benchmark
  public int channelRead(CachedFile cached, CachedFile.Reader reader) throws IOException {
    return cached.channel.read(buffer.clear(), reader.nextOffset());
  }

  @Benchmark
  public long dioReadTwoPieces(CachedFile cached, CachedFile.Reader reader) throws IOException {
    return cached.file.readv(pieces, reader.nextOffset());
  }

  @Benchmark
  public long dioWrite(CachedFile cached, CachedFile.Reader reader) throws IOException {
    return cached.file.write(reader.block, reader.nextOffset());
  }

  @Benchmark
  public int channelWrite(CachedFile cached, CachedFile.Reader reader) throws IOException {
    return cached.channel.write(buffer.clear(), reader.nextOffset());
  }

  @Benchmark
  public long dioWriteTwoPieces(CachedFile cached, CachedFile.Reader reader) throws IOException {
    return cached.file.writev(pieces, reader.nextOffset());
  }

  @Benchmark
  public long dioSize(CachedFile cached) throws IOException {
    return cached.file.size();
  }

  @Benchmark
  public long channelSize(CachedFile cached) throws IOException {
    return cached.channel.size();
  }

  @Benchmark
  public void dioAdvise(CachedFile cached) throws IOException {
    cached.file.advise(0, 0, Advice.RANDOM);
  }
}
