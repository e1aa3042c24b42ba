// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.faults;

import io.dio.testing.fixtures.AddressSpace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The descriptors, threads, mappings and memory that this process holds. The JVM must be a quiet
 * one, started with {@code -XX:NativeMemoryTracking=summary}.
 *
 * @param descriptors open descriptors
 * @param threads threads
 * @param mappings mappings of memory
 * @param dioBytes mapped memory that is kept out of forked children, which only dio's is
 * @param nativeBytes what {@code Unsafe} has allocated, which is the memory of arenas
 */
record Footprint(int descriptors, int threads, int mappings, long dioBytes, long nativeBytes) {
  private static final Pattern OTHER =
      Pattern.compile("Other \\(reserved=(\\d+)B?, committed=(\\d+)B?\\b");

  private static final int MOST_WORKERS = 4;
  private static final int MOST_MAPPINGS_OF_JVM = 20;
  private static final long MOST_NATIVE_OF_JVM = 16 << 10;
  private static final long ENDING_NANOS = 1_000_000_000;
  private static final long LOOK_NANOS = 1_000_000;

  static Footprint now() throws IOException, JMException {
    System.gc(); // what is unreachable may be released by a cleaner
    return new Footprint(
        entries("/proc/self/fd"),
        entries("/proc/self/task"),
        Files.readAllLines(Path.of("/proc/self/maps")).size(),
        AddressSpace.bytesExcludedFromFork(),
        nativeMemory());
  }

  /**
   * {@return as {@link #now}, after the threads that are ending have ended} The kernel ends a
   * thread a little after the JVM has, and a ring's own worker after the ring's thread. On a busy
   * machine they are still there when the JVM has joined the thread.
   *
   * @param threads the number of threads to wait for, for at most a second
   */
  static Footprint nowWithoutEndingThreads(int threads) throws IOException, JMException {
    long limit = System.nanoTime() + ENDING_NANOS;
    while (entries("/proc/self/task") > threads && System.nanoTime() < limit) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return now();
  }

  private static int entries(String folder) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(folder))) {
      return (int) entries.count();
    }
  }

  private static long nativeMemory() throws JMException {
    String report =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "vmNativeMemory",
                    new Object[] {new String[] {"summary", "scale=B"}},
                    new String[] {String[].class.getName()});
    Matcher matcher = OTHER.matcher(report);
    return matcher.find() ? Long.parseLong(matcher.group(2)) : 0;
  }

  /** {@return how much more there is than there was} */
  Footprint minus(Footprint before) {
    return new Footprint(
        descriptors - before.descriptors,
        threads - before.threads,
        mappings - before.mappings,
        dioBytes - before.dioBytes,
        nativeBytes - before.nativeBytes);
  }

  /**
   * {@return whether none of it is more than before, except for a few mappings of the JVM and the
   * workers that a scheduler starts when it needs them}
   */
  boolean isNothing() {
    return descriptors <= 0
        && threads <= MOST_WORKERS
        && mappings <= MOST_MAPPINGS_OF_JVM
        && dioBytes <= 0
        && nativeBytes <= MOST_NATIVE_OF_JVM;
  }

  /** {@return its fields as {@code name=value}, with bars between them} */
  String fields() {
    return "descriptors=%d|threads=%d|mappings=%d|dioBytes=%d|nativeBytes=%d"
        .formatted(descriptors, threads, mappings, dioBytes, nativeBytes);
  }
}
