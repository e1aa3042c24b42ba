// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.AlignedMemory;
import io.dio.align.Errno;
import io.dio.sys.Advice;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import io.dio.testing.fixtures.SeccompFilter;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Main class of a child JVM that runs the steps of a program again and again. Each time a filter
 * denies other system calls to its thread. It prints the outcome of each step, one {@code
 * case|step=outcome} a line.
 *
 * <p>Arguments: a folder, a block device or {@code -}, and for each case its name, the name of an
 * error number, and the numbers of the calls: {@code fsync:EPERM:74}.
 */
final class FilteredCallsProbe {
  private static final int FILE_BYTES = 8192;

  private static final PrintStream OUT = System.out;

  private final Path folder;
  private final String device;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory = arena.allocate(FILE_BYTES, 4096);
  private final Map<String, Callable<Object>> steps = new LinkedHashMap<>();

  private FilteredCallsProbe(Path folder, String device) {
    this.folder = folder;
    this.device = device;
  }

  public static void main(String[] arguments) throws Exception {
    FilteredCallsProbe probe = new FilteredCallsProbe(Path.of(arguments[0]), arguments[1]);
    probe.addSteps();
    // Loads all classes while that still works, and starts the threads that all cases share.
    probe.run("unfiltered", List.of(), Errno.EPERM, false);
    for (String each : Arrays.asList(arguments).subList(2, arguments.length)) {
      String[] parts = each.split(":", -1);
      List<Integer> calls = Arrays.stream(parts[2].split(",", -1)).map(Integer::valueOf).toList();
      probe.run(parts[0], calls, number(parts[1]), true);
    }
    OUT.flush();
    // Threads with a filter may not be able to end in an orderly way.
    Runtime.getRuntime().halt(0);
  }

  private static int number(String name) {
    return switch (name) {
      case "EPERM" -> Errno.EPERM;
      case "EACCES" -> Errno.EACCES;
      case "ENOSYS" -> Errno.ENOSYS;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private void run(String name, List<Integer> calls, int errno, boolean filtered)
      throws InterruptedException {
    prepare();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              if (filtered) {
                SeccompFilter.installForThread(calls, errno);
              }
              steps.forEach((step, action) -> OUT.println(name + "|" + step + "=" + tell(action)));
            });
    thread.join();
  }

  /** The preparation of the steps runs on a thread without a filter. */
  private void prepare() {
    try (DioFile file = DioFile.open(path(), writing(StandardOpenOption.TRUNCATE_EXISTING))) {
      file.writeFully(memory, 0);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String tell(Callable<Object> action) {
    try {
      return String.valueOf(action.call());
    } catch (Exception | OutOfMemoryError e) {
      StringBuilder text = new StringBuilder(e.getClass().getSimpleName() + ": " + e.getMessage());
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        text.append(" <- ").append(cause.getClass().getSimpleName());
        text.append(": ").append(cause.getMessage());
      }
      return text.toString().replaceAll("fd=[0-9]+", "fd=N");
    }
  }

  private Path path() {
    return folder.resolve("file");
  }

  private static StandardOpenOption[] writing(StandardOpenOption option) {
    return new StandardOpenOption[] {
      StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE, option
    };
  }

  private interface OnFile {
    Object run(DioFile file) throws Exception;
  }

  private void onFile(String step, OnFile action) {
    steps.put(
        step,
        () -> {
          try (DioFile file =
              DioFile.open(path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return action.run(file);
          }
        });
  }

  private interface OnScheduler {
    Object run(IoScheduler scheduler, DioFile file) throws Exception;
  }

  /** Blocking calls on this thread, which has the filter. */
  private void inline(String step, OnScheduler action) {
    onFile(
        step,
        file -> {
          try (IoScheduler scheduler = IoScheduler.posix()) {
            return action.run(scheduler, file);
          }
        });
  }

  private void addSteps() {
    onFile("size", DioFile::size);
    steps.put(
        "direct",
        () -> {
          try (DioFile file = DioFile.open(path(), StandardOpenOption.READ, DirectMode.PREFERRED)) {
            return file.isDirect() + " " + file.fallbackReason().orElse("");
          }
        });
    onFile("read", file -> file.read(memory, 0));
    onFile("write", file -> file.write(memory, 0));
    onFile("dataSync", file -> done(file::dataSync));
    onFile("sync", file -> done(file::sync));
    onFile("truncate", file -> done(() -> file.truncate(FILE_BYTES)));
    onFile("allocate", file -> file.allocate(FILE_BYTES));
    onFile("punchHole", file -> file.punchHole(0, 4096));
    onFile("advise", file -> done(() -> file.advise(0, 0, Advice.WILL_NEED)));
    onFile("copyTo", this::copy);
    steps.put("writeFile", () -> done(() -> DioFile.writeFile(folder.resolve("whole"), memory)));
    steps.put("memory", () -> AlignedMemory.allocate(FILE_BYTES, Arena.ofAuto()).pageKind());
    if (!device.equals("-")) {
      steps.put(
          "deviceSize",
          () -> {
            try (DioFile file = DioFile.open(Path.of(device), StandardOpenOption.READ)) {
              return file.size();
            }
          });
    }
    addSchedulers();
  }

  private void addSchedulers() {
    List<MemorySegment> pieces = List.of(memory.asSlice(0, 4096), memory.asSlice(4096, 4096));
    inline("readv", (io, file) -> io.submit(Op.readv(file, pieces, 0)).await());
    inline("writev", (io, file) -> io.submit(Op.writev(file, pieces, 0)).await());
    inline("durable", (io, file) -> io.submit(Op.write(file, memory, 0).durable()).await());
    inline(
        "wish",
        (io, file) ->
            io.submit(Op.write(file, memory, 0).preferring(TransferFlag.DONT_CACHE)).await());
    inline("dontCache", this::withoutCaching);
    inline(
        "noWaitRead",
        (io, file) -> io.submit(Op.read(file, memory, 0).with(TransferFlag.NO_WAIT)).await());
    inline(
        "atomic",
        (io, file) -> io.submit(Op.write(file, memory, 0).with(TransferFlag.ATOMIC)).await());
    inline("syncRange", (io, file) -> io.submit(Op.syncRange(file, 0, 0)).await());
    inline("syncDirectory", (io, _) -> io.submit(Op.syncDirectory(folder)).await());
    inline("rename", (io, _) -> io.submit(Op.rename(path(), path())).await());
    inline("unlink", (io, _) -> io.submit(Op.unlink(folder.resolve("missing"))).await());
    inline("inlineReads", (_, file) -> withWorker(file));
    steps.put(
        "fileSlots",
        () -> {
          try (IoScheduler io = IoScheduler.posix(SchedulerOptions.defaults().withFileSlots(2))) {
            return io.fileSlots().size();
          }
        });
    steps.put(
        "priority",
        () -> {
          SchedulerOptions options =
              SchedulerOptions.defaults().withWorkers(1).withIoPriority(IoPriority.bestEffort(5));
          try (IoScheduler io = IoScheduler.posix(options)) {
            return io.backend();
          }
        });
    steps.put("uring", FilteredCallsProbe::uring);
    onFile(
        "open",
        file -> {
          try (IoScheduler io = IoScheduler.open()) {
            io.submit(Op.write(file, memory, 0)).await();
            io.submit(Op.dataSync(file)).await();
            return io.backend() + " " + io.submit(Op.read(file, memory, 0)).await();
          }
        });
  }

  private static Object uring() {
    try (IoScheduler io = IoScheduler.uring()) {
      return io.backend();
    } catch (IoUringUnavailableException e) {
      UnavailabilityCause cause = e.unavailabilityCause();
      return cause.kind() + " " + cause;
    }
  }

  /** Linux before 6.14 refuses this. That is an outcome, after which the file is closed. */
  private Object withoutCaching(IoScheduler io, DioFile file) throws Exception {
    try {
      return io.submit(Op.write(file, memory, 0).with(TransferFlag.DONT_CACHE)).await();
    } catch (UnsupportedFlagException e) {
      return tell(() -> {
        throw e;
      });
    }
  }

  private Object withWorker(DioFile file) throws Exception {
    SchedulerOptions options = SchedulerOptions.defaults().withWorkers(1);
    try (IoScheduler io = IoScheduler.posix(options)) {
      return io.submit(Op.read(file, memory, 0)).await() + " " + io.degradations();
    }
  }

  private Object copy(DioFile source) throws Exception {
    Path copy = folder.resolve("copy");
    try (DioFile target = DioFile.open(copy, writing(StandardOpenOption.TRUNCATE_EXISTING))) {
      return source.copyTo(target, 0, 0, FILE_BYTES) + " of " + target.size();
    }
  }

  private interface Action {
    void run() throws Exception;
  }

  private static Object done(Action action) throws Exception {
    action.run();
    return "done";
  }
}
