// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.align.AlignedMemory;
import io.dio.bench.engine.wal.SharedForce;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Each thread writes 4 KiB to a place of its own in one file and waits until they are durable.
 * JMH's option {@code -t} sets the number of threads. The file lies on the file system of {@code
 * java.io.tmpdir}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@Threads(8)
@State(Scope.Benchmark)
public class CommitBenchmark {
  private static final int BLOCK = 4096;
  private static final int BLOCKS = 1024;

  private final AtomicInteger threads = new AtomicInteger();
  private Path path;
  private DioFile file;
  private FileChannel channel;
  private SharedForce sharedForce;

  /** Creates a file whose blocks are all written, so that a data sync has no metadata to write. */
  @Setup(Level.Trial)
  @SuppressWarnings("MustBeClosedChecker") // closed in remove
  public void create() throws IOException {
    path = Files.createTempFile("dio-commit", ".bin");
    Files.write(path, new byte[BLOCKS * BLOCK]);
    file = DioFile.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    file.sync();
    channel = FileChannel.open(path, StandardOpenOption.WRITE);
    sharedForce = new SharedForce(channel);
  }

  /** Removes it. */
  @TearDown(Level.Trial)
  public void remove() throws IOException {
    channel.close();
    file.close();
    Files.delete(path);
  }

  /** The block of one thread. */
  @State(Scope.Thread)
  public static class Block {
    private Arena arena;
    private MemorySegment memory;
    private ByteBuffer buffer;
    private long offset;

    /** Chooses the place of its thread. */
    @Setup(Level.Trial)
    @SuppressWarnings("MustBeClosedChecker") // closed in close
    public void choose(CommitBenchmark benchmark) {
      arena = Arena.ofShared();
      memory = AlignedMemory.allocate(BLOCK, arena).segment();
      buffer = memory.asByteBuffer();
      offset = (long) (benchmark.threads.getAndIncrement() % BLOCKS) * BLOCK;
    }

    /** Frees the memory. */
    @TearDown(Level.Trial)
    public void close() {
      arena.close();
    }

    private ByteBuffer rewound() {
      return buffer.rewind();
    }
  }

  /** A scheduler, each time with as many workers as threads may wait. */
  @State(Scope.Benchmark)
  public static class Scheduler {
    @Param({"uring", "workers"})
    private String backend;

    private IoScheduler scheduler;

    /** Opens it. */
    @Setup(Level.Trial)
    @SuppressWarnings("MustBeClosedChecker") // closed in close
    public void open() {
      scheduler =
          backend.equals("uring")
              ? IoScheduler.uring()
              : IoScheduler.posix(SchedulerOptions.defaults().withWorkers(16));
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void close() {
      scheduler.close();
    }
  }

  @Benchmark
  public void channelForce(Block block) throws IOException {
    channel.write(block.rewound(), block.offset);
    channel.force(false);
  }

  @Benchmark
  public void channelSharedForce(Block block) throws IOException {
    channel.write(block.rewound(), block.offset);
    sharedForce.force();
  }

  @Benchmark
  public void dataSync(Block block) throws IOException {
    file.write(block.memory, block.offset);
    file.dataSync();
  }

  @Benchmark
  public long durable(Block block, Scheduler scheduler) throws IOException {
    Op write = Op.write(file, block.memory, block.offset).durable();
    return scheduler.scheduler.submit(write).await();
  }

  @Benchmark
  public long barrierSync(Block block, Scheduler scheduler) throws IOException {
    scheduler.scheduler.submit(Op.write(file, block.memory, block.offset));
    return scheduler.scheduler.submit(Op.barrierSync(file)).await();
  }
}
