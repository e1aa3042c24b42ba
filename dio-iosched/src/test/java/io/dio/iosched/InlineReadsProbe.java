// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.Errno;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.SeccompFilter;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Main class of a child JVM in which the kernel has no cachestat. It prints what a scheduler
 * reports about that, and whether it still reads. Takes a file of 23 bytes.
 */
final class InlineReadsProbe {
  private static final PrintStream OUT = System.out;
  private static final int SYS_CACHESTAT = 451;

  private InlineReadsProbe() {}

  public static void main(String[] arguments) throws Exception {
    SeccompFilter.installForProcess(SYS_CACHESTAT, SYS_CACHESTAT, Errno.ENOSYS);
    Path path = Path.of(arguments[0]);
    try (IoScheduler scheduler = IoScheduler.posix(SchedulerOptions.defaults().withWorkers(1));
        DioFile file = DioFile.open(path, StandardOpenOption.READ);
        Arena arena = Arena.ofShared()) {
      OUT.println("missing=" + scheduler.degradations());
      long size = Files.size(path);
      OUT.println("read=" + scheduler.submit(Op.read(file, arena.allocate(size), 0)).await());
      OUT.println("inlineReads=" + scheduler.stats().inlineReads());
    }
  }
}
