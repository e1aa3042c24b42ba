// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.dio.iosched.testing.ResourceLimit;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.mempool.SlabPool;
import io.dio.sys.DioFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Main class of a child JVM without privileges that may start no thread for a while, and tells, one
 * {@code key=value} a line, what worked then and what works afterwards.
 *
 * <p>Arguments: {@code first}, where everything is used for the first time meanwhile, or {@code
 * callbacks BACKEND}; and a folder.
 */
final class FirstUseProbe {
  private static final long MOST_THREADS = 10_000;

  private FirstUseProbe() {}

  public static void main(String[] arguments) throws Exception {
    Path path = Path.of(arguments[arguments.length - 1], arguments[0] + ".bin");
    if (arguments[0].equals("first")) {
      ResourceLimit.threads(1, MOST_THREADS);
      tell("without", path);
      System.out.println("leftBehind=" + Files.exists(path));
      ResourceLimit.threads(MOST_THREADS, MOST_THREADS);
      tell("with", path);
    } else {
      callbacks(arguments[1], path);
    }
  }

  private static void tell(String prefix, Path path) {
    tell(
        prefix + "File",
        () -> DioFile.open(path, READ, WRITE, CREATE_NEW).path().getFileName().toString());
    tell(
        prefix + "Pool",
        () -> {
          try (MmapPool pool = new MmapPool("first", 4096, 4)) {
            return "" + pool.capacity();
          }
        });
    tell(
        prefix + "Slab",
        () -> {
          try (SlabPool pool = new SlabPool("test", 4096, 16)) {
            return "" + pool.capacity();
          }
        });
    tell(
        prefix + "Buffer",
        () -> {
          try (MmapBuffer buffer = MmapBuffer.allocate(4096)) {
            return "" + buffer.segment().byteSize();
          }
        });
    tell(
        prefix + "Inline",
        () -> {
          try (IoScheduler scheduler = IoScheduler.posix()) {
            return "" + scheduler.backend();
          }
        });
    tell(
        prefix + "Workers",
        () -> {
          try (IoScheduler scheduler =
              IoScheduler.posix(SchedulerOptions.defaults().withWorkers(2))) {
            return "" + scheduler.backend();
          }
        });
  }

  private static void tell(String key, Callable<String> use) {
    try {
      System.out.println(key + "=" + use.call());
    } catch (Throwable e) {
      System.out.println(key + "=" + e.getClass().getSimpleName());
    }
  }

  private static void callbacks(String backend, Path path) throws Exception {
    AtomicInteger ran = new AtomicInteger();
    List<CompletableFuture<Long>> futures = new ArrayList<>();
    try (IoScheduler scheduler = open(backend);
        Arena arena = Arena.ofShared();
        DioFile file = DioFile.open(path, READ, WRITE, CREATE)) {
      MemorySegment memory = arena.allocate(10);
      scheduler.submit(Op.write(file, memory, 0)).await();
      ResourceLimit.threads(1, MOST_THREADS);
      for (int i = 0; i < 20; i++) {
        Ticket ticket = scheduler.submit(Op.write(file, memory, 0));
        ticket.onCompletion(_ -> ran.incrementAndGet());
        futures.add(ticket.toCompletableFuture());
      }
      for (CompletableFuture<Long> future : futures) {
        future.get(30, TimeUnit.SECONDS);
      }
    }
    System.out.println("callbacks=" + ran);
  }

  private static IoScheduler open(String backend) {
    return backend.equals("uring")
        ? IoScheduler.uring()
        : IoScheduler.posix(SchedulerOptions.defaults().withWorkers(2));
  }
}
