// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.faults;

import io.dio.align.Errno;
import io.dio.iosched.Bytes;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Results;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Ticket;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.SeccompFilter;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;

/**
 * Main class of a child JVM whose rings work, until a filter denies a call of io_uring to the whole
 * process. It prints, one {@code key=value} a line, what happens from then on.
 *
 * <p>Arguments: the number of the call, {@code polled} or {@code plain}, and a folder.
 */
final class LaterFilterProbe {
  private static final PrintStream OUT = System.out;

  private LaterFilterProbe() {}

  public static void main(String[] arguments) throws Exception {
    int call = Integer.parseInt(arguments[0]);
    SchedulerOptions options =
        SchedulerOptions.defaults()
            .withInlineReads(false)
            .withFileSlots(2)
            .withSqPoll(arguments[1].equals("polled"));
    try (Arena arena = Arena.ofShared();
        DioFile file =
            DioFile.open(
                Path.of(arguments[2], "file"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE)) {
      // Never closed: a scheduler that fails keeps the memory of its operations.
      MmapPool pool = new MmapPool("probe", 4096, 2);
      MemorySegment memory = Bytes.filled(4096, 1, arena);
      IoScheduler ring = IoScheduler.uring(options);
      OUT.println("before=" + Results.of(ring.submit(Op.write(file, memory, 0))));

      SeccompFilter.installForProcess(call, call, Errno.EPERM);

      MmapBuffer buffer = pool.acquire();
      Op write = Op.write(file, buffer, 4096);
      // One is accepted and fails, and after that nothing is accepted. A kernel thread that submits
      // needs no call while it is awake, so that some may succeed before.
      tell(
          "first",
          () -> {
            long count;
            do {
              count = ring.submit(write).await();
            } while (call == SeccompFilter.IO_URING_ENTER);
            return count;
          });
      buffer.release();
      tell("later", () -> ring.submit(Op.read(file, memory, 0)).await());
      tell("blocking", () -> ring.read(file, memory, 0));
      ring.close();
      OUT.println("outstanding=" + pool.outstanding());
      tell("uring", () -> IoScheduler.uring().backend());
      try (IoScheduler other = IoScheduler.open()) {
        OUT.println("open=" + other.backend());
        OUT.println("reason=" + other.fallbackReason().orElse("none"));
        Ticket again = other.submit(Op.write(file, memory, 4096).durable());
        OUT.println("workers=" + Results.of(again));
      }
      Bytes.assertInFile(file, 0, 4096, 1);
      Bytes.assertInFile(file, 4096, 4096, 1);
      OUT.println("verified=true");
    }
    OUT.flush();
    Runtime.getRuntime().halt(0);
  }

  private static void tell(String key, Callable<Object> action) {
    try {
      OUT.println(key + "=" + action.call());
    } catch (Exception e) {
      StringBuilder text = new StringBuilder(e.getClass().getSimpleName() + ": " + e.getMessage());
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        text.append(" <- ").append(cause.getMessage());
      }
      OUT.println(key + "=" + text);
    }
  }
}
