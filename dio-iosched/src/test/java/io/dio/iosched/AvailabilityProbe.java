// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.Degradation;
import io.dio.align.ErrnoException;
import io.dio.iosched.testing.ResourceLimit;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.SeccompFilter;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Main class of a child JVM that takes a resource away from itself. It then prints, one {@code
 * key=value} a line, what is left of io_uring and whether files still work.
 *
 * <p>Arguments: {@code seccomp FIRST LAST ERRNO}, {@code descriptors}, {@code liburing} or {@code
 * nothing}.
 */
final class AvailabilityProbe {
  private static final PrintStream OUT = System.out;

  /** Kernels before Linux 6.5 lack what inline reads need, which would be one more degradation. */
  private static final SchedulerOptions WITHOUT_INLINE_READS =
      SchedulerOptions.defaults().withInlineReads(false);

  private AvailabilityProbe() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "seccomp" -> {
        int[] numbers = Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
        SeccompFilter.installForProcess(numbers[0], numbers[1], numbers[2]);
        report();
      }
      case "descriptors" -> withoutDescriptors();
      case "liburing" -> withoutLiburing();
      default -> report();
    }
  }

  private static void report() throws IOException {
    OUT.println("available=" + IoUring.isAvailable());
    IoUring.unavailabilityCause().ifPresent(AvailabilityProbe::print);
    IoUring.description().ifPresent(found -> OUT.println("liburing=" + found.liburing()));
    try (IoScheduler scheduler = IoScheduler.uring()) {
      OUT.println("uring=" + scheduler.backend());
    } catch (IoUringUnavailableException e) {
      OUT.println("uringKind=" + e.unavailabilityCause().kind());
      OUT.println("uring=" + e.getMessage());
      OUT.println("uringCause=" + e.getCause());
    }
    try (IoScheduler scheduler = IoScheduler.open(WITHOUT_INLINE_READS)) {
      OUT.println("open=" + scheduler.backend());
      if (scheduler.backend() == Backend.POSIX_WORKERS) {
        OUT.println("workers=" + threadsOf(scheduler));
      }
      scheduler.fallbackReason().ifPresent(reason -> OUT.println("fallback=" + reason));
      for (Degradation missing : scheduler.degradations()) {
        OUT.println("missing=" + missing.what());
        OUT.println("missingCause=" + missing.cause());
        OUT.println("missingErrno=" + missing.failure().map(ErrnoException::errnoName).orElse(""));
      }
      OUT.println("description=" + scheduler.describe());
      OUT.println("verifiedBytes=" + writeAndReadBack(scheduler));
    } catch (IllegalCallerException e) {
      OUT.println("files=" + e.getMessage());
    }
  }

  private static long threadsOf(IoScheduler scheduler) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(scheduler + "-"))
        .count();
  }

  private static void print(UnavailabilityCause cause) {
    OUT.println("kind=" + cause.kind());
    OUT.println("message=" + cause.message());
    OUT.println("remedy=" + cause.remedy());
  }

  private static long writeAndReadBack(IoScheduler scheduler) throws IOException {
    Path path = Files.createTempFile("dio-probe", ".bin");
    try (Arena arena = Arena.ofShared();
        DioFile file = DioFile.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment source = arena.allocateFrom("what a child JVM wrote");
      scheduler.submit(Op.write(file, source, 0)).await();
      scheduler.submit(Op.dataSync(file)).await();
      MemorySegment target = arena.allocate(source.byteSize());
      long count = scheduler.submit(Op.read(file, target, 0)).await();
      return source.mismatch(target) == -1 ? count : -1;
    } finally {
      Files.delete(path);
    }
  }

  /** The parent has hidden the library. The probe asks for it nevertheless. */
  private static void withoutLiburing() throws IOException {
    SchedulerOptions system = SchedulerOptions.defaults().withLiburing(LiburingSource.SYSTEM);
    try (IoScheduler _ = IoScheduler.uring(system)) {
      OUT.println("system=opened");
    } catch (UnsupportedOperationException e) {
      OUT.println("system=" + e.getMessage());
    }
    try (IoScheduler scheduler = IoScheduler.open(system)) {
      OUT.println("systemOpen=" + scheduler.backend());
      OUT.println("systemFallback=" + scheduler.fallbackReason().orElse("none"));
    }
    report();
  }

  /** Takes all descriptors. It first loads every class, because that takes descriptors as well. */
  private static void withoutDescriptors() throws Exception {
    loadAllClasses();
    report();
    List<AutoCloseable> taken = new ArrayList<>();
    ResourceLimit.openFiles(openDescriptors() + 20);
    try {
      while (true) {
        taken.add(Files.newInputStream(Path.of("/dev/null")));
      }
    } catch (IOException e) {
      OUT.println("taken=" + e.getMessage());
    }
    String uring = outcomeOfUring();
    String opened = outcomeOfOpen();
    int least = leastThatIsEnough(taken);
    while (!taken.isEmpty()) {
      taken.removeLast().close();
    }
    OUT.println("withoutUring=" + uring);
    OUT.println("withoutOpen=" + opened);
    OUT.println("enough=" + least);
    report();
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }

  /**
   * {@return the number of descriptors that a scheduler needs, found by freeing one after the
   * other}
   */
  private static int leastThatIsEnough(List<AutoCloseable> taken) throws Exception {
    int free = 0;
    while (!outcomeOfUring().equals("opened")) {
      taken.removeLast().close();
      free++;
    }
    return free;
  }

  private static String outcomeOfUring() {
    try (IoScheduler _ = IoScheduler.uring()) {
      return "opened";
    } catch (IoUringUnavailableException e) {
      return e.unavailabilityCause().kind() + " " + e.getMessage();
    }
  }

  private static String outcomeOfOpen() {
    try (IoScheduler scheduler = IoScheduler.open()) {
      return scheduler.backend() + " because " + scheduler.fallbackReason().orElse("nothing");
    }
  }

  private static void loadAllClasses() throws Exception {
    for (Class<?> type :
        List.of(AvailabilityProbe.class, Degradation.class, DioFile.class, IoScheduler.class)) {
      Path root = Path.of(URI.create(rootOf(type)));
      if (Files.isDirectory(root)) {
        loadAllClasses(root);
      }
    }
  }

  private static String rootOf(Class<?> type) {
    String name = type.getName().replace('.', '/') + ".class";
    String file = type.getResource("/" + name).toString();
    if (file.startsWith("jar:")) {
      return file.substring("jar:".length(), file.indexOf("!/")); // open already
    }
    return file.substring(0, file.length() - name.length());
  }

  private static void loadAllClasses(Path root) throws Exception {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith(".class"))::iterator) {
        String name = root.relativize(file).toString().replace('/', '.');
        if (name.startsWith("io.dio.") && !name.contains("Test") && !name.contains("Contract")) {
          load(name.substring(0, name.length() - ".class".length()));
        }
      }
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, AvailabilityProbe.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // A test's class, whose libraries a child JVM does not have.
    }
  }
}
