// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.bench.process.TemporaryFile;
import io.dio.iosched.channel.DioChannels;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
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
 * Reads and writes of 1,000 bytes at any offset, through a channel of the JDK and channels of dio.
 * The direct channel of dio copies them through pooled pages; one of the JDK refuses them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ChannelBenchmark {
  private static final int FILE_BYTES = 16 << 20;
  private static final int BYTES = 1000;

  /** Which channel reads and writes. */
  public enum Kind {
    /** The channel of the JDK, through the page cache. */
    JDK,
    /** The channel of dio, through the page cache. */
    DIO_BUFFERED,
    /** The channel of dio with direct I/O. */
    DIO_DIRECT
  }

  /** Where the bytes are. */
  public enum Memory {
    /** A byte array. */
    HEAP,
    /** Native memory. */
    DIRECT
  }

  @Param Kind kind;
  @Param Memory memory;

  private TemporaryFile temporary;
  private FileChannel channel;
  private ByteBuffer buffer;

  @Setup
  public void open() throws IOException {
    temporary = TemporaryFile.in(Path.of(System.getProperty("java.io.tmpdir")), "dio-jmh-");
    Path path = temporary.path();
    Files.write(path, new byte[FILE_BYTES]);
    channel =
        switch (kind) {
          case JDK -> FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
          case DIO_BUFFERED ->
              DioChannels.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
          case DIO_DIRECT ->
              DioChannels.open(
                  path, StandardOpenOption.READ, StandardOpenOption.WRITE, DirectMode.REQUIRED);
        };
    buffer = memory == Memory.HEAP ? ByteBuffer.allocate(BYTES) : ByteBuffer.allocateDirect(BYTES);
  }

  @TearDown
  public void close() throws IOException {
    channel.close();
    temporary.close();
  }

  private static long randomOffset() {
    return ThreadLocalRandom.current().nextInt(FILE_BYTES - BYTES);
  }

  @Benchmark
  public int read() throws IOException {
    return channel.read(buffer.clear(), randomOffset());
  }

  @Benchmark
  public int write() throws IOException {
    return channel.write(buffer.clear(), randomOffset());
  }
}
