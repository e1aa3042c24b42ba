// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.DiskFolders;
import io.dio.testing.fixtures.KernelCall;
import io.dio.testing.fixtures.LoopDevice;
import io.dio.testing.fixtures.Skip;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For every system call of the library: which operations work, which fail, and with which message,
 * if a seccomp filter denies the call.
 *
 * <p>mmap, munmap and getpagesize are not tested: no JVM runs without the first two, and the last
 * is no system call.
 */
@EnabledOnOs(OS.LINUX)
final class FilteredCallsTest {
  /**
   * One case: calls that a filter denies.
   *
   * @param errno the error that the filter returns
   * @param changes for each step whose outcome the filter changes, the parts of its outcome
   */
  record Case(
      String name, String errno, List<KernelCall> calls, Map<String, List<String>> changes) {
    String argument() {
      List<String> numbers = calls.stream().map(call -> String.valueOf(call.number())).toList();
      return name + ":" + errno + ":" + String.join(",", numbers);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Takes a step, the parts of its outcome, the next step, and so on. */
  private static Map<String, List<String>> changes(Object... stepsAndParts) {
    Map<String, List<String>> changes = new LinkedHashMap<>();
    for (int i = 0; i < stepsAndParts.length; i += 2) {
      @SuppressWarnings("unchecked")
      List<String> parts = (List<String>) stepsAndParts[i + 1];
      changes.put((String) stepsAndParts[i], parts);
    }
    return changes;
  }

  private static Map<String, List<String>> changes() {
    return Map.of();
  }

  private static Case one(KernelCall call, String errno, Map<String, List<String>> changes) {
    return new Case(
        call.name().toLowerCase(Locale.ROOT) + "-" + errno, errno, List.of(call), changes);
  }

  private static List<String> denied(String call, String kernelCall) {
    return List.of(
        "ErrnoException: " + call + "(",
        "EPERM",
        "a seccomp filter denies " + kernelCall + " to this process",
        "let the seccomp profile of its container or service permit " + kernelCall);
  }

  private static List<String> noInlineReads(String call) {
    return List.of(
        "8192 [inline reads, because the page cache cannot be asked: " + call + "(): ",
        "EPERM",
        "a seccomp filter denies");
  }

  private static List<String> flagsRefused(String call) {
    return List.of("UnsupportedFlagException: ", "a seccomp filter denies " + call);
  }

  private static List<String> forbidden(String call) {
    return List.of("FORBIDDEN ", call, "EPERM", "seccomp profile");
  }

  /** Stands for all steps that have no entry. */
  private static final String EVERY_STEP = "every step";

  private static final List<String> WORKERS = List.of("POSIX_WORKERS 8192");

  private static Stream<Case> cases() {
    return Stream.of(
        one(KernelCall.CACHESTAT, "EPERM", changes("inlineReads", noInlineReads("cachestat"))),
        one(
            KernelCall.CACHESTAT,
            "ENOSYS",
            changes("inlineReads", List.of("inline reads, because", "cachestat(): ENOSYS"))),
        one(
            KernelCall.CLOSE,
            "EPERM",
            everyFile(
                List.of("close(", "EPERM", "a seccomp filter denies close"),
                "atomic",
                "unlink",
                "memory",
                "fileSlots",
                "priority",
                "uring")),
        one(KernelCall.COPY_FILE_RANGE, "EPERM", changes()),
        one(KernelCall.COPY_FILE_RANGE, "EACCES", changes()),
        one(KernelCall.COPY_FILE_RANGE, "ENOSYS", changes()),
        one(
            KernelCall.EVENTFD2,
            "EPERM",
            changes(
                "uring",
                List.of("FORBIDDEN ", "eventfd(", "EPERM", "permit eventfd2, which wakes a ring"),
                "open",
                WORKERS)),
        one(KernelCall.FADVISE64, "EPERM", changes("advise", denied("posix_fadvise", "fadvise64"))),
        one(
            KernelCall.FALLOCATE,
            "EPERM",
            changes(
                "allocate", List.of("UNSUPPORTED"), "punchHole", denied("fallocate", "fallocate"))),
        one(
            KernelCall.FCNTL,
            "EPERM",
            changes(
                "direct",
                List.of(
                    "false direct I/O cannot be turned on: fcntl(",
                    "a seccomp filter denies fcntl"))),
        one(KernelCall.FDATASYNC, "EPERM", changes()),
        one(KernelCall.FDATASYNC, "ENOSYS", changes()),
        one(KernelCall.FSTAT, "EPERM", changes()),
        one(
            KernelCall.FSYNC,
            "EPERM",
            changes(
                "sync",
                denied("fsync", "fsync"),
                "writeFile",
                denied("fsync", "fsync"),
                "syncDirectory",
                denied("fsync", "fsync"))),
        one(KernelCall.FTRUNCATE, "EPERM", changes(truncating())),
        one(KernelCall.IOCTL, "EPERM", changes("deviceSize", denied("ioctl", "ioctl"))),
        one(
            KernelCall.IOPRIO_SET,
            "EPERM",
            changes(
                "priority",
                List.of("ioprio_set: EPERM", "a seccomp filter denies ioprio_set", "<- ErrnoEx"))),
        one(
            KernelCall.IO_URING_SETUP,
            "EPERM",
            changes("uring", forbidden("io_uring_setup"), "open", WORKERS)),
        one(
            KernelCall.IO_URING_ENTER,
            "EPERM",
            changes("uring", forbidden("io_uring_enter"), "open", WORKERS)),
        one(
            KernelCall.IO_URING_REGISTER,
            "EPERM",
            changes("uring", forbidden("io_uring_register"), "open", WORKERS)),
        one(
            KernelCall.MADVISE,
            "EPERM",
            changes(
                "memory",
                List.of("cannot allocate aligned memory: madvise(", "filter denies madvise"))),
        one(
            KernelCall.OPENAT,
            "EPERM",
            everyFile(
                List.of("open(", "EPERM", "a seccomp filter denies openat"),
                "memory",
                "fileSlots",
                "priority",
                "uring")),
        one(KernelCall.PREADV, "EPERM", changes("readv", denied("preadv", "preadv"))),
        one(
            KernelCall.PREADV2,
            "EPERM",
            changes(
                "noWaitRead", flagsRefused("preadv2"), "inlineReads", noInlineReads("preadv2"))),
        one(KernelCall.PRLIMIT64, "EPERM", changes()),
        one(
            KernelCall.PWRITE64,
            "EPERM",
            changes(
                "write", denied("pwrite", "pwrite64"), "writeFile", denied("pwrite", "pwrite64"))),
        one(KernelCall.PWRITEV, "EPERM", changes("writev", denied("pwritev", "pwritev"))),
        one(
            KernelCall.PWRITEV2,
            "EPERM",
            changes("dontCache", flagsRefused("pwritev2"), "atomic", flagsRefused("pwritev2"))),
        one(
            KernelCall.RENAME,
            "EPERM",
            changes("writeFile", denied("rename", "rename"), "rename", denied("rename", "rename"))),
        one(KernelCall.STATX, "EPERM", changes()),
        one(KernelCall.STATX, "ENOSYS", changes()),
        one(
            KernelCall.SYNC_FILE_RANGE,
            "EPERM",
            changes("syncRange", denied("sync_file_range", "sync_file_range"))),
        one(KernelCall.UNLINK, "EPERM", changes("unlink", denied("unlink", "unlink"))),
        new Case(
            "docker-default",
            "EPERM",
            List.of(
                KernelCall.IO_URING_SETUP, KernelCall.IO_URING_ENTER, KernelCall.IO_URING_REGISTER),
            changes("uring", forbidden("io_uring_setup"), "open", WORKERS)),
        new Case(
            "gvisor",
            "ENOSYS",
            List.of(
                KernelCall.IO_URING_SETUP,
                KernelCall.IO_URING_ENTER,
                KernelCall.IO_URING_REGISTER,
                KernelCall.CACHESTAT,
                KernelCall.COPY_FILE_RANGE),
            changes(
                "uring",
                List.of("io_uring_setup", "ENOSYS", "permit io_uring_setup"),
                "open",
                WORKERS,
                "inlineReads",
                List.of("inline reads, because", "cachestat(): ENOSYS"))),
        new Case(
            "all-that-have-another-way",
            "EPERM",
            List.of(
                KernelCall.IO_URING_SETUP,
                KernelCall.IO_URING_ENTER,
                KernelCall.IO_URING_REGISTER,
                KernelCall.EVENTFD2,
                KernelCall.CACHESTAT,
                KernelCall.COPY_FILE_RANGE,
                KernelCall.PREADV2,
                KernelCall.PWRITEV2,
                KernelCall.FDATASYNC,
                KernelCall.STATX,
                KernelCall.PRLIMIT64),
            changes(
                "uring",
                forbidden("io_uring_setup"),
                "open",
                WORKERS,
                "noWaitRead",
                flagsRefused("preadv2"),
                "dontCache",
                flagsRefused("pwritev2"),
                "atomic",
                flagsRefused("pwritev2"),
                "inlineReads",
                noInlineReads("cachestat"))),
        new Case(
            "all",
            "EPERM",
            allButThoseOfTheJvm(),
            changes(
                EVERY_STEP,
                List.of("EPERM"),
                "fileSlots",
                List.of("2"),
                "open",
                List.of("denies openat"))));
  }

  /** No JVM works without the others. */
  private static List<KernelCall> allButThoseOfTheJvm() {
    return List.copyOf(
        EnumSet.complementOf(EnumSet.of(KernelCall.MMAP, KernelCall.CLONE, KernelCall.CLONE3)));
  }

  private static Object[] truncating() {
    return new Object[] {
      "truncate", denied("ftruncate", "ftruncate"), "copyTo", denied("ftruncate", "ftruncate")
    };
  }

  /** All steps have this outcome, except {@code others}, which are as without a filter. */
  private static Map<String, List<String>> everyFile(List<String> parts, String... others) {
    Map<String, List<String>> changes = new LinkedHashMap<>(Map.of(EVERY_STEP, parts));
    for (String other : others) {
      changes.put(other, List.of());
    }
    return changes;
  }

  /** {@return the parts of the outcome, or null if the filter does not change it} */
  private static List<String> expected(Case each, String step, Map<String, String> unfiltered) {
    List<String> everyStep = each.changes.get(EVERY_STEP);
    boolean inlineReads = unfiltered.get("inlineReads").endsWith("[]");
    boolean flagKnown = !unfiltered.get("dontCache").startsWith("UnsupportedFlagException");
    if (everyStep == null && step.equals("inlineReads") && !inlineReads) {
      // Linux before 6.5 has no cachestat. After that answer no other call is tried.
      return each.calls.contains(KernelCall.CACHESTAT) ? each.changes.get(step) : null;
    }
    if (everyStep == null && step.equals("wish") && !flagKnown) {
      // Linux before 6.14 does not know the flag. A plain write follows.
      return each.calls.contains(KernelCall.PWRITE64) ? denied("pwrite", "pwrite64") : null;
    }
    return each.changes.getOrDefault(step, everyStep);
  }

  private static final Map<String, Map<String, String>> TOLD = new LinkedHashMap<>();

  @BeforeAll
  static void walkThroughAll(@TempDir Path folder) throws Exception {
    Skip.unless(
        DiskFolders.isOnDisk(folder),
        "tmpfs has neither NO_WAIT nor DONT_CACHE, which some steps use; choose a folder on a"
            + " disk");
    if (Commands.isRoot()) {
      try (LoopDevice device = LoopDevice.attach(folder, 1 << 20, 512)) {
        walkThroughAll(folder, device.path().toString());
      }
    } else {
      walkThroughAll(folder, "-");
    }
  }

  private static void walkThroughAll(Path folder, String device) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(folder.toString(), device));
    cases().map(Case::argument).forEach(arguments::add);
    ChildJvm.Result result =
        ChildJvm.onClassPath(
            List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"),
            FilteredCallsProbe.class,
            arguments.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.output()).isZero();
    for (String line : result.output().lines().filter(each -> each.contains("|")).toList()) {
      int bar = line.indexOf('|');
      int equals = line.indexOf('=', bar);
      TOLD.computeIfAbsent(line.substring(0, bar), _ -> new LinkedHashMap<>())
          .put(line.substring(bar + 1, equals), line.substring(equals + 1));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void onlyWhatNeedsTheCallChangesAndSaysWhy(Case each) {
    Map<String, String> unfiltered = TOLD.get("unfiltered");
    Map<String, String> told = TOLD.get(each.name);
    assertThat(told.keySet()).isEqualTo(unfiltered.keySet());
    boolean ring = unfiltered.get("uring").equals("URING");
    unfiltered.forEach((step, before) -> {
      List<String> parts = expected(each, step, unfiltered);
      boolean ofRing = step.equals("uring") || step.equals("open");
      if (parts == null || parts.isEmpty()) {
        assertThat(told.get(step)).as(each + ", " + step).isEqualTo(before);
      } else if (ring || !ofRing) {
        assertThat(told.get(step)).as(each + ", " + step).contains(parts);
      }
    });
  }
}
