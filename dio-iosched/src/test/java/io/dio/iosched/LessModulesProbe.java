// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.AlignedBuffer;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.management.Management;
import io.dio.iosched.management.ManagementHandle;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Main class of a child JVM with few modules: it does everything of which there are events. */
final class LessModulesProbe {
  private static final PrintStream OUT = System.out;

  private LessModulesProbe() {}

  /**
   * Prints what works.
   *
   * @param arguments a file of 8 KiB
   */
  public static void main(String[] arguments) throws Exception {
    Path path = Path.of(arguments[0]);
    OUT.println("events: " + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
    SchedulerOptions options = SchedulerOptions.defaults().withLatencyHistograms(true);
    try (IoScheduler scheduler = IoScheduler.open(options);
        IoScheduler inline = IoScheduler.posix(options)) {
      use(scheduler, path);
      use(inline, path);
      SchedulerStats both = scheduler.stats().plus(inline.stats());
      OUT.println("operations: " + both.operations());
      try (ManagementHandle shown = Management.register(scheduler)) {
        OUT.println("beans: " + shown.objectName());
      } catch (UnsupportedOperationException e) {
        OUT.println("beans: " + e.getMessage());
      }
    }
    waitForMemory();
    poison(path);
  }

  private static void use(IoScheduler scheduler, Path path) throws IOException {
    try (DioFile file = DioFile.open(path, StandardOpenOption.READ, DirectMode.PREFERRED);
        AlignedBuffer block = AlignedBuffer.allocate(4096)) {
      Op read = Op.read(file, block.segment(), 0);
      scheduler.submitAll(List.of(read)).getFirst().await();
      scheduler.submit(read.link(Op.read(file, block.segment(), 4096))).await();
      scheduler.read(file, block.segment(), 0);
    }
  }

  private static void waitForMemory() throws InterruptedException {
    try (MmapPool pool = new MmapPool("probe", 4096, 1);
        MmapBuffer all = pool.acquire()) {
      pool.acquire(Duration.ofMillis(1));
      OUT.println("pool: " + all);
    } catch (TimeoutException _) {
      OUT.println("pool: timed out");
    }
  }

  private static void poison(Path path) throws IOException {
    DioFile file = DioFile.open(path, StandardOpenOption.WRITE);
    file.poison(new ErrnoException("fsync", Errno.EIO, "a test"));
    try {
      file.close();
    } catch (ErrnoException e) {
      OUT.println("poisoned: " + Errno.name(e.errno()));
    }
  }
}
