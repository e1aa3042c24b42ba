// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A thread of this process and the kernel's accounting for it. */
public final class KernelThread {
  private final Path directory;

  private KernelThread(Path directory) {
    this.directory = directory;
  }

  /** {@return the threads with that name; the kernel knows its first 15 characters} */
  public static List<KernelThread> named(String name) {
    return withName(known(name)::equals);
  }

  /** {@return the threads whose names, cut off by the kernel, begin like this} */
  public static List<KernelThread> startingWith(String prefix) {
    return withName(name -> name.startsWith(known(prefix)));
  }

  private static String known(String name) {
    return name.substring(0, Math.min(15, name.length()));
  }

  private static List<KernelThread> withName(Predicate<String> which) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks
          .filter(task -> which.test(read(task.resolve("comm")).strip()))
          .map(KernelThread::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return its number, as gettid(2) gives it} */
  public int id() {
    return Integer.parseInt(directory.getFileName().toString());
  }

  /**
   * The resources that the thread has used.
   *
   * @param voluntarySwitches how often it went to sleep, which is at least once per waiting call
   * @param involuntarySwitches how often the kernel took it off a core
   * @param cpuTicks time on a core, in hundredths of a second
   */
  public record Usage(long voluntarySwitches, long involuntarySwitches, long cpuTicks) {}

  /** {@return the resources that the thread has used so far} */
  public Usage usage() {
    String status = read(directory.resolve("status"));
    String stat = read(directory.resolve("stat"));
    // The name, second of the fields, may contain blanks; utime and stime are fields 14 and 15.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return new Usage(
        number(status, "voluntary_ctxt_switches:"),
        number(status, "nonvoluntary_ctxt_switches:"),
        Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
  }

  /**
   * {@return the kernel's letter for its state: S sleeps, D waits for a device, R runs, X has
   * ended}
   */
  public char state() {
    String stat = read(directory.resolve("stat"));
    return stat.isEmpty() ? 'X' : stat.charAt(stat.lastIndexOf(')') + 2);
  }

  private static long number(String status, String key) {
    return status
        .lines()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.substring(key.length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  /** {@return the text of a file, empty if the thread has ended} */
  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
