// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Limits and settings as Linux tells them in files. What is not there is null, not an error: other
 * systems have no such files, and containers may hide them.
 *
 * @param root the root folder, another one in tests
 */
public record SystemFiles(Path root) {
  private static final Pattern MEMLOCK = Pattern.compile("Max locked memory +(\\d+) .*");
  private static final Pattern PAGE_SIZE = Pattern.compile("KernelPageSize: +(\\d+) kB");
  private static final Pattern READ_BYTES = Pattern.compile("read_bytes: (\\d+)");
  private static final Pattern PROCESSOR = Pattern.compile("model name\\s*: (.*)");
  private static final Pattern CHOSEN = Pattern.compile(".*\\[(\\w+)].*");
  private static final String HUGE_PAGES = "sys/kernel/mm/hugepages/hugepages-2048kB";

  /** {@return the files of the system that this process runs on} */
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
   * {@return the page size of the first mapping, which is that of a file and so an ordinary one}
   */
  Long pageBytes() {
    Long kibibytes = number(firstMatch("proc/self/smaps", PAGE_SIZE));
    return kibibytes == null ? null : kibibytes * 1024;
  }

  /** {@return what was read from devices for this process so far, its kernel workers included} */
  public OptionalLong deviceReadBytes() {
    Long bytes = number(firstMatch("proc/self/io", READ_BYTES));
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  /** {@return the name of the first processor; null if the system does not tell} */
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
