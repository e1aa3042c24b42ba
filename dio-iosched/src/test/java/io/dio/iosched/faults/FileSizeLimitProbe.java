// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.faults;

import io.dio.iosched.Bytes;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Results;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Ticket;
import io.dio.iosched.testing.ResourceLimit;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Main class of a child JVM that limits the size of its files (RLIMIT_FSIZE). It prints, one {@code
 * step=outcome} a line, what writes at and beyond the limit do. The kernel sends SIGXFSZ besides,
 * which ends a process that does not handle it.
 *
 * <p>Arguments: a {@link FaultBackend}, {@code buffered} or {@code direct}, and a folder.
 */
final class FileSizeLimitProbe {
  static final int PAGE = 4096;
  static final int LIMIT_PAGES = 64;

  private static final long LIMIT = (long) LIMIT_PAGES * PAGE;
  private static final PrintStream OUT = System.out;

  private FileSizeLimitProbe() {}

  public static void main(String[] arguments) throws Exception {
    FaultBackend backend = FaultBackend.valueOf(arguments[0]);
    boolean direct = arguments[1].equals("direct");
    Path folder = Path.of(arguments[2]);
    ResourceLimit.fileSize(LIMIT);
    try (Arena arena = Arena.ofShared();
        IoScheduler scheduler = backend.open(SchedulerOptions.defaults());
        DioFile file = DioFile.open(folder.resolve("file"), options(direct))) {
      scheduled(scheduler, file, arena);
      blocking(file, arena);
      whole(folder, arena);
      tell("still", () -> Results.of(scheduler.submit(Op.dataSync(file))));
    }
    try (Stream<Path> left = Files.list(folder)) {
      OUT.println("left=" + left.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  private static OpenOption[] options(boolean direct) {
    List<OpenOption> options =
        new ArrayList<>(
            List.of(
                StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    if (direct) {
      options.add(DirectMode.REQUIRED);
    }
    return options.toArray(OpenOption[]::new);
  }

  private static void scheduled(IoScheduler scheduler, DioFile file, Arena arena) {
    MemorySegment two = Bytes.filled(2 * PAGE, 1, arena);
    MemorySegment one = two.asSlice(0, PAGE);
    Op below = Op.write(file, one, 0);
    Op across = Op.write(file, two, LIMIT - PAGE);
    Op above = Op.write(file, one, LIMIT);
    tell("below", () -> Results.of(scheduler.submit(below)));
    tell("across", () -> Results.of(scheduler.submit(across)));
    tell("above", () -> Results.of(scheduler.submit(above)));
    tell("durable", () -> Results.of(scheduler.submit(above.durable())));
    tell("syncAfterDurable", () -> Results.of(scheduler.submit(Op.dataSync(file))));
    tell("chain", () -> Results.of(scheduler.submit(below.link(above).link(Op.dataSync(file)))));
    tell(
        "hardChain",
        () -> Results.of(scheduler.submit(below.hardLink(above).hardLink(Op.dataSync(file)))));
    tell("batch", () -> results(scheduler.submitAll(List.of(below, above, below))));
    List<Op> run = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      run.add(Op.write(file, one, LIMIT + (i - 2L) * PAGE));
    }
    tell("merged", () -> results(scheduler.submitAll(run)));
    tell("mergedAbove", () -> results(scheduler.submitAll(run.subList(2, 4))));
    tell("blocking", () -> scheduler.write(file, one, LIMIT));
    tell("scheduledAllocate", () -> Results.of(scheduler.submit(Op.allocate(file, LIMIT + PAGE))));
    tell("scheduledTruncate", () -> Results.of(scheduler.submit(Op.truncate(file, LIMIT + PAGE))));
  }

  private static void blocking(DioFile file, Arena arena) {
    MemorySegment much = Bytes.filled(2 * PAGE, 1, arena);
    tell("writeFully", () -> done(() -> file.writeFully(much, LIMIT - PAGE)));
    tell("truncate", () -> done(() -> file.truncate(LIMIT + PAGE)));
    tell("allocate", () -> file.allocate(LIMIT + PAGE));
    tell("sync", () -> done(file::sync));
    tell("size", file::size);
  }

  private static void whole(Path folder, Arena arena) {
    MemorySegment much = Bytes.filled(LIMIT + PAGE, 1, arena);
    tell("writeFile", () -> done(() -> DioFile.writeFile(folder.resolve("whole"), much)));
    tell(
        "createAndAllocate",
        () -> DioFile.createAndAllocate(folder.resolve("allocated"), LIMIT + PAGE));
  }

  private static List<String> results(List<Ticket> tickets) {
    return tickets.stream().map(ticket -> Results.of(ticket).getFirst()).toList();
  }

  private interface Action {
    void run() throws Exception;
  }

  private static Object done(Action action) throws Exception {
    action.run();
    return "done";
  }

  private static void tell(String step, Callable<Object> action) {
    try {
      OUT.println(step + "=" + action.call());
    } catch (Exception e) {
      OUT.println(step + "=" + e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }
}
