// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.dio.align.AlignedMemory;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import io.dio.testing.fixtures.SeccompFilter;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/** Uses each part of dio once and prints the results: the main class of child JVMs. */
final class OldSystemProbe {
  /** The number of statx(2). */
  private static final int SYS_STATX = System.getProperty("os.arch").equals("aarch64") ? 291 : 332;

  private OldSystemProbe() {}

  /**
   * Takes a file to create, the error of statx(2) from now on or 0 for none, and the functions that
   * must be missing.
   *
   * @param arguments path, errno, functions
   */
  public static void main(String[] arguments) throws Exception {
    List<String> missing = List.of(arguments).subList(2, arguments.length);
    System.out.println(
        missing.stream().filter(name -> find(name)).toList() + " of " + missing + " present");
    int errno = Integer.parseInt(arguments[1]);
    if (errno != 0) {
      SeccompFilter.installForProcess(SYS_STATX, SYS_STATX, errno);
    }
    Path path = Path.of(arguments[0]);
    try (Arena arena = Arena.ofConfined();
        DioFile file = DioFile.open(path, READ, WRITE, CREATE, DirectMode.PREFERRED);
        DioFile copy = DioFile.open(Path.of(path + ".copy"), READ, WRITE, CREATE)) {
      MemorySegment memory = AlignedMemory.allocate(8192, arena).segment();
      file.writeFully(memory, 0);
      file.readFully(memory, 0);
      file.dataSync();
      System.out.println(
          "size "
              + file.size()
              + ", direct "
              + file.isDirect()
              + ", from "
              + file.alignment().source());
      System.out.println("copied " + file.copyTo(copy, 0, 0, 8192) + ", size " + copy.size());
    }
    for (String kind : List.of("inline", "workers", "any")) {
      try (MmapPool pool = new MmapPool("pages", 4096, 1);
          IoScheduler scheduler = open(kind);
          DioFile file = DioFile.open(path, READ, WRITE)) {
        MmapBuffer page = pool.acquire();
        long read = scheduler.submit(Op.read(file, page, 0)).await();
        long written = scheduler.submit(Op.write(file, page, 0).durable()).await();
        System.out.println(kind + " " + read + " " + written);
        page.release();
      }
    }
  }

  private static IoScheduler open(String kind) {
    return switch (kind) {
      case "inline" -> IoScheduler.posix();
      case "workers" -> IoScheduler.posix(SchedulerOptions.defaults().withWorkers(2));
      default -> IoScheduler.open();
    };
  }

  private static boolean find(String function) {
    return Linker.nativeLinker().defaultLookup().find(function).isPresent();
  }
}
