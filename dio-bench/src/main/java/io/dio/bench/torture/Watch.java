// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.dio.bench.torture.TortureFault.Kind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** Runs a task on a thread of its own, and notices when nothing moves any more. */
final class Watch {
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Duration limit;
  private final LongSupplier progress;

  /**
   * Creates one.
   *
   * @param limit how long the progress may stand still
   * @param progress a number that changes while the task does something
   */
  Watch(Duration limit, LongSupplier progress) {
    this.limit = limit;
    this.progress = progress;
  }

  /** A task that may fail. */
  interface Task {
    /** Does the work. */
    void run() throws Exception;
  }

  /**
   * Runs the task.
   *
   * @throws TortureFault of the task, or for a hang. After a hang the task's threads stay, because
   *     memory that the kernel may use must not be released.
   */
  void run(Task task) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("dio-torture-episode")
            .start(() -> {
              try {
                task.run();
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    long seen = progress.getAsLong();
    long changedNanos = System.nanoTime();
    while (!thread.join(LOOK)) {
      long now = progress.getAsLong();
      if (now != seen) {
        seen = now;
        changedNanos = System.nanoTime();
      } else if (System.nanoTime() - changedNanos > limit.toNanos()) {
        printThreads();
        throw new TortureFault(
            Kind.HANG,
            "nothing completed for %d s; the stacks are on standard error"
                .formatted(limit.toSeconds()));
      }
    }
    switch (failure.get()) {
      case null -> {}
      case TortureFault fault -> throw fault;
      case Throwable e -> throw new TortureFault(Kind.WRONG_FAILURE, e.toString(), e);
    }
  }

  /** Prints the stacks of all threads, also of virtual threads. */
  private static void printThreads() {
    try {
      Path folder = Files.createTempDirectory("dio-torture-hang-");
      Path dump = folder.resolve("threads.txt");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
      System.err.println(Files.readString(dump));
      Files.delete(dump);
      Files.delete(folder);
    } catch (IOException e) {
      System.err.println("the stacks of the threads cannot be printed: " + e);
    }
  }
}
