// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.foreign.CompletionThread;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;

/** Main class of a child JVM without privileges that asks for priorities; see PriorityTest. */
final class PriorityProbe {
  private static final PrintStream OUT = System.out;

  private PriorityProbe() {}

  public static void main(String[] arguments) throws Exception {
    SchedulerOptions options =
        SchedulerOptions.defaults().withIoPriority(IoPriority.realTime(4)).withWorkers(2);
    tell("uring", options, IoScheduler::uring);
    tell("workers", options, IoScheduler::posix);
    tell("open", options, IoScheduler::open);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread instanceof CompletionThread) {
        thread.join();
      }
    }
    long left =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread instanceof CompletionThread)
            .count();
    OUT.println("threads=" + left);
    try (IoScheduler scheduler = IoScheduler.open(options.withIoPriority(IoPriority.IDLE))) {
      OUT.println("idle=" + write(scheduler));
    }
  }

  private static void tell(
      String name, SchedulerOptions options, Function<SchedulerOptions, IoScheduler> opener) {
    try (IoScheduler _ = opener.apply(options)) {
      OUT.println(name + "=opened");
    } catch (UnsupportedOperationException e) {
      OUT.println(name + "=" + e.getMessage());
    }
  }

  private static long write(IoScheduler scheduler) throws IOException {
    Path path = Files.createTempFile("dio-probe", ".bin");
    try (Arena arena = Arena.ofShared();
        DioFile file = DioFile.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return scheduler.submit(Op.write(file, arena.allocate(4096), 0)).await();
    } finally {
      Files.delete(path);
    }
  }
}
