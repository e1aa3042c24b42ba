// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Limits and settings that Linux reports in files. If a file does not exist, the value is null and
 * not an error: other systems have no such files, and containers may hide them.
 *
 * @param root the root folder; tests use another one
 */
public record SystemFiles(Path root) {
  private static final Pattern MEMLOCK = Pattern.compile("Max locked memory +(\\d+) .*");
  private static final Pattern PAGE_SIZE = Pattern.compile("KernelPageSize: +(\\d+) kB");
  private static final Pattern READ_BYTES = Pattern.compile("read_bytes: (\\d+)");
  private static final Pattern PROCESSOR = Pattern.compile("model name\\s*: (.*)");
  private static final Pattern CHOSEN = Pattern.compile(".*\\[(\\w+)].*");
  private static final Pattern COMM = Pattern.compile("(.*)");

  /** Nanoseconds on a processor, nanoseconds of waiting for one, turns. */
  private static final Pattern SCHEDSTAT = Pattern.compile("(\\d+) \\d+ \\d+");

  /**
   * Fields 14 and 15 of /proc/PID/stat. Field 2 is the name in parentheses, which may itself
   * contain parentheses. The state and ten numbers follow the last of them.
   */
  private static final Pattern USER_TICKS =
      Pattern.compile(".*\\) \\S(?: -?\\d+){10} (\\d+) \\d+ .*");

  private static final Pattern SYSTEM_TICKS =
      Pattern.compile(".*\\) \\S(?: -?\\d+){10} \\d+ (\\d+) .*");
  private static final Pattern VOLUNTARY = Pattern.compile("voluntary_ctxt_switches:\\s+(\\d+)");
  private static final Pattern INVOLUNTARY =
      Pattern.compile("nonvoluntary_ctxt_switches:\\s+(\\d+)");

  /** The times of all processors: user, nice, system, idle, iowait. */
  private static final Pattern IO_WAIT_TICKS = Pattern.compile("cpu +(?:\\d+ ){4}(\\d+).*");

  /** USER_HZ. It is 100 wherever io_uring exists, because the kernel converts to it. */
  private static final long NANOS_PER_TICK = 10_000_000;

  private static final String TASKS = "proc/self/task";
  private static final String HUGE_PAGES = "sys/kernel/mm/hugepages/hugepages-2048kB";

  /** {@return the files of the system on which this process runs} */
  public static SystemFiles ofThisSystem() {
    return new SystemFiles(Path.of("/"));
  }

  /** {@return RLIMIT_MEMLOCK, the soft limit; null if there is none} */
  Long memlockBytes() {
    return number(firstMatch("proc/self/limits", MEMLOCK));
  }

  Long hugePages() {
    return number(firstMatch(HUGE_PAGES + "/nr_hugepages", Pattern.compile("(\\d+)")));
  }

  Long freeHugePages() {
    return number(firstMatch(HUGE_PAGES + "/free_hugepages", Pattern.compile("(\\d+)")));
  }

  String transparentHugePages() {
    return firstMatch("sys/kernel/mm/transparent_hugepage/enabled", CHOSEN);
  }

  /**
   * {@return the page size of the first mapping, which is a mapping of a file and has ordinary
   * pages}
   */
  Long pageBytes() {
    Long kibibytes = number(firstMatch("proc/self/smaps", PAGE_SIZE));
    return kibibytes == null ? null : kibibytes * 1024;
  }

  /** {@return the bytes read from devices for this process so far, with its kernel workers} */
  public OptionalLong deviceReadBytes() {
    Long bytes = number(firstMatch("proc/self/io", READ_BYTES));
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  /**
   * {@return the threads of this process by their kernel numbers, with their names as the kernel
   * knows them, cut off after 15 characters} Empty if the system does not report them.
   */
  public Map<Long, String> taskNames() {
    Map<Long, String> names = new HashMap<>();
    try (Stream<Path> tasks = Files.list(root.resolve(TASKS))) {
      for (Path task : (Iterable<Path>) tasks::iterator) {
        String number = task.getFileName().toString();
        String name = firstMatch(TASKS + "/" + number + "/comm", COMM);
        if (name != null) { // else the thread has ended meanwhile
          names.put(Long.valueOf(number), name);
        }
      }
    } catch (IOException e) {
      return Map.of();
    }
    return names;
  }

  /**
   * {@return the resources that a thread has used; empty if there is no such thread, or the system
   * does not report them}
   */
  public Optional<TaskUsage> taskUsage(long task) {
    String folder = TASKS + "/" + task;
    Long cpuNanos = cpuNanos(folder);
    Long voluntary = number(firstMatch(folder + "/status", VOLUNTARY));
    Long involuntary = number(firstMatch(folder + "/status", INVOLUNTARY));
    return cpuNanos == null || voluntary == null || involuntary == null
        ? Optional.empty()
        : Optional.of(new TaskUsage(cpuNanos, voluntary, involuntary));
  }

  /** Some kernels count nanoseconds. All of them report hundredths of a second. */
  private Long cpuNanos(String folder) {
    Long nanos = number(firstMatch(folder + "/schedstat", SCHEDSTAT));
    if (nanos != null) {
      return nanos;
    }
    Long user = number(firstMatch(folder + "/stat", USER_TICKS));
    Long system = number(firstMatch(folder + "/stat", SYSTEM_TICKS));
    return user == null || system == null ? null : (user + system) * NANOS_PER_TICK;
  }

  /**
   * {@return the time during which processors of this machine were idle while a thread waited for
   * I/O}
   */
  public OptionalLong ioWaitNanos() {
    Long ticks = number(firstMatch("proc/stat", IO_WAIT_TICKS));
    return ticks == null ? OptionalLong.empty() : OptionalLong.of(ticks * NANOS_PER_TICK);
  }

  /** {@return the name of the first processor; null if the system does not report it} */
  String processor() {
    return firstMatch("proc/cpuinfo", PROCESSOR);
  }

  private static Long number(String text) {
    return text == null ? null : Long.valueOf(text);
  }

  /** {@return the group of the first line that matches as a whole} */
  private String firstMatch(String file, Pattern pattern) {
    try (Stream<String> lines = Files.lines(root.resolve(file))) {
      return lines
          .map(pattern::matcher)
          .filter(Matcher::matches)
          .map(matcher -> matcher.group(1))
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }
}
