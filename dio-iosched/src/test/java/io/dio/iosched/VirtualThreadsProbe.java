// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.sys.DioFile;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Main class of a child JVM with two carriers, whose virtual threads write to a file system that is
 * frozen; see VirtualThreadsTest.
 */
final class VirtualThreadsProbe {
  private static final int THREADS = 64;
  private static final PrintStream OUT = System.out;

  private VirtualThreadsProbe() {}

  /**
   * The arguments are the backend, a file on the frozen file system, another file, and a pipe to
   * report through.
   */
  public static void main(String[] arguments) throws Exception {
    try (IoScheduler scheduler = open(Backend.valueOf(arguments[0]));
        Arena arena = Arena.ofShared();
        DioFile target = DioFile.open(Path.of(arguments[1]), StandardOpenOption.WRITE);
        DioFile other = DioFile.open(Path.of(arguments[2]), StandardOpenOption.READ)) {
      OUT.println("backend=" + scheduler.backend());
      AtomicInteger done = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        MemorySegment source = arena.allocate(100);
        long fileOffset = i * 200L;
        boolean blockingCall = i % 2 == 0;
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    if (blockingCall) {
                      scheduler.write(target, source, fileOffset);
                    } else {
                      scheduler.submit(Op.write(target, source, fileOffset)).await();
                    }
                    done.incrementAndGet();
                  } catch (Throwable e) {
                    e.printStackTrace(OUT);
                  }
                }));
      }
      for (Thread thread : threads) {
        while (thread.getState() != Thread.State.WAITING) {
          Thread.onSpinWait();
        }
      }
      OUT.println("waiting=" + threads.size());
      OUT.println("computed=" + onVirtualThread(() -> true));
      MemorySegment read = arena.allocate(4096);
      OUT.println("read=" + onVirtualThread(() -> scheduler.read(other, read, 0)));
      OUT.println("doneMeanwhile=" + done);
      Files.writeString(Path.of(arguments[3]), "all hang");
      for (Thread thread : threads) {
        thread.join();
      }
      OUT.println("written=" + done);
    }
  }

  private static IoScheduler open(Backend backend) {
    // The last read proves that ring and workers run.
    SchedulerOptions options = SchedulerOptions.defaults().withInlineReads(false);
    return backend == Backend.URING
        ? IoScheduler.uring(options)
        // One more than the number of threads that hang, for the last read.
        : IoScheduler.posix(options.withWorkers(THREADS + 1));
  }

  private static <T> T onVirtualThread(java.util.concurrent.Callable<T> call) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            result.complete(call.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    return result.get();
  }
}
