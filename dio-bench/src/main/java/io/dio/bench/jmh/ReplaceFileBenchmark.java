// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.align.AlignedMemory;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * Replaces a whole file atomically and durably: by blocking calls, by one chain, and by what a
 * program does with FileChannel. The folder is on the file system of {@code java.io.tmpdir}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class ReplaceFileBenchmark {
  @Param({"4096", "1048576"})
  private int byteSize;

  private Arena arena;
  private Path folder;
  private Path target;
  private MemorySegment contents;

  /** Creates the folder and the contents. */
  @Setup(Level.Trial)
  @SuppressWarnings("MustBeClosedChecker") // closed in remove
  public void create() throws IOException {
    arena = Arena.ofShared();
    folder = Files.createTempDirectory("dio-replace");
    target = folder.resolve("data");
    contents = AlignedMemory.allocate(byteSize, arena).segment();
  }

  /** Removes them. */
  @TearDown(Level.Trial)
  public void remove() throws IOException {
    arena.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** A scheduler with a slot to work in. */
  @State(Scope.Benchmark)
  public static class Chain {
    @Param({"uring", "workers"})
    private String backend;

    private IoScheduler scheduler;
    private FileSlot slot;

    /** Opens it. */
    @Setup(Level.Trial)
    @SuppressWarnings("MustBeClosedChecker") // closed in close
    public void open() {
      SchedulerOptions options = SchedulerOptions.defaults().withFileSlots(1);
      scheduler =
          backend.equals("uring")
              ? IoScheduler.uring(options)
              : IoScheduler.posix(options.withWorkers(2));
      slot = scheduler.fileSlots().getFirst();
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void close() {
      scheduler.close();
    }
  }

  @Benchmark
  public void writeFile() throws IOException {
    DioFile.writeFile(target, contents);
  }

  @Benchmark
  public long chain(Chain chain) throws IOException {
    return chain.scheduler.submit(Op.replaceFile(chain.slot, target, contents)).await();
  }

  /** The same steps with the JDK's own means. */
  @Benchmark
  public void fileChannel() throws IOException {
    Path temporary = folder.resolve("temporary");
    try (FileChannel file =
        FileChannel.open(
            temporary,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      file.write(contents.asByteBuffer());
      file.force(false);
    }
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}
