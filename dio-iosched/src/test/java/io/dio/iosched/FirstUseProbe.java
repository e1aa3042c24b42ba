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
import java.io.IOException;
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
import java.util.stream.Stream;

/**
 * Main class of a child JVM without privileges that cannot start a thread for a while. It prints,
 * one {@code key=value} a line, what worked then and what works afterwards.
 *
 * <p>Arguments are a mode and a folder. With {@code first}, everything is used for the first time
 * meanwhile. The other modes are {@code callbacks BACKEND} and {@code opening BACKEND}. In the last
 * one, fewer threads can be started than a scheduler needs.
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
    } else if (arguments[0].equals("opening")) {
      opening(arguments[1]);
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

  /**
   * Raises the limit by one thread until a scheduler opens, and checks what each refusal left
   * behind.
   */
  private static void opening(String backend) throws IOException {
    long descriptors = ringDescriptors();
    int refusals = 0;
    long threadsLeft = 0;
    long descriptorsLeft = 0;
    boolean opened = false;
    for (long most = 1; !opened && most < MOST_THREADS; most++) {
      ResourceLimit.threads(most, MOST_THREADS);
      try (IoScheduler _ = open(backend)) {
        opened = true;
      } catch (IoUringUnavailableException | OutOfMemoryError e) {
        refusals++;
      }
      threadsLeft = Math.max(threadsLeft, schedulerThreads());
      descriptorsLeft = Math.max(descriptorsLeft, ringDescriptors() - descriptors);
    }
    System.out.println("opened=" + opened);
    System.out.println("refused=" + (refusals > 0));
    System.out.println("threadsLeft=" + threadsLeft);
    System.out.println("descriptorsLeft=" + descriptorsLeft);
  }

  private static long schedulerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("dio-(uring|workers)-.*"))
        .count();
  }

  /** {@return the number of rings and eventfds that the process has open} */
  private static long ringDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(FirstUseProbe::isOfRing).count();
    }
  }

  private static boolean isOfRing(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.contains("io_uring") || target.contains("eventfd");
    } catch (IOException e) {
      return false; // the descriptor through which the list was read
    }
  }

  private static IoScheduler open(String backend) {
    return backend.equals("uring")
        ? IoScheduler.uring()
        : IoScheduler.posix(SchedulerOptions.defaults().withWorkers(2));
  }
}
