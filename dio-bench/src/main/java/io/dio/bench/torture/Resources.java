// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import io.dio.bench.torture.TortureFault.Kind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The resources of this process that only dio creates. A count of all descriptors and mappings
 * would include those that the JVM opens and closes meanwhile.
 *
 * @param files descriptors of files in the folder of the run
 * @param rings descriptors of rings
 * @param eventDescriptors descriptors of kind eventfd; the JVM has some of its own
 * @param pinnedMappings mappings that are kept out of forked children, as memory of dio is
 * @param threads threads of schedulers
 */
record Resources(int files, int rings, int eventDescriptors, int pinnedMappings, long threads) {
  /** The JVM opens these when it first polls for virtual threads. */
  private static final int EVENT_DESCRIPTORS_OF_JVM = 2;

  /** Counts them. On a system without /proc only threads are counted. */
  static Resources of(Path folder) throws IOException {
    int files = 0;
    int rings = 0;
    int events = 0;
    Path descriptors = Path.of("/proc/self/fd");
    if (Files.isDirectory(descriptors)) {
      String prefix = folder.toRealPath() + "/";
      try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
        for (Path link : links) {
          String target = target(link);
          files += target.startsWith(prefix) ? 1 : 0;
          rings += target.equals("anon_inode:[io_uring]") ? 1 : 0;
          events += target.startsWith("anon_inode:[eventfd") ? 1 : 0;
        }
      }
    }
    return new Resources(files, rings, events, mappings(), schedulerThreads());
  }

  private static String target(Path link) throws IOException {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (NoSuchFileException e) {
      return ""; // closed meanwhile
    }
  }

  private static int mappings() throws IOException {
    Path smaps = Path.of("/proc/self/smaps");
    if (!Files.exists(smaps)) {
      return 0;
    }
    int count = 0;
    for (String line : Files.readAllLines(smaps)) {
      if (line.startsWith("VmFlags:") && List.of(line.split(" +", -1)).contains("dc")) {
        count++;
      }
    }
    return count;
  }

  private static long schedulerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("dio-uring-") || name.startsWith("dio-workers-"))
        .count();
  }

  /** Throws if there is more now than there was in {@code before}. */
  void requireNoneLeftSince(Resources before) {
    require("descriptors of files", before.files, files);
    require("descriptors of rings", before.rings, rings);
    require(
        "eventfd descriptors",
        before.eventDescriptors + EVENT_DESCRIPTORS_OF_JVM,
        eventDescriptors);
    require("mappings", before.pinnedMappings, pinnedMappings);
    require("threads", before.threads, threads);
  }

  private static void require(String what, long before, long now) {
    if (now > before) {
      throw new TortureFault(
          Kind.LEAK, "%d %s are left, %d were there before".formatted(now, what, before));
    }
  }
}
