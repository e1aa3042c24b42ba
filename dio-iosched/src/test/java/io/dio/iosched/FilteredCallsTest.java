// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.Host;
import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.DiskFolders;
import io.dio.testing.fixtures.LoopDevice;
import io.dio.testing.fixtures.Skip;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private static final boolean X86 = Host.isLinux() && Host.current().arch() == Host.Arch.X86_64;

  /**
   * The numbers of the calls on x86-64 and on 64-bit ARM. pread64 is not one of them, because the
   * JVM reads classes with it and dies without it (seen with JDK 25).
   */
  enum Call {
    CACHESTAT(451, 451),
    CLOSE(3, 57),
    COPY_FILE_RANGE(326, 285),
    EVENTFD2(290, 19),
    FADVISE64(221, 223),
    FALLOCATE(285, 47),
    FCNTL(72, 25),
    FDATASYNC(75, 83),
    FSTAT(5, 80),
    FSYNC(74, 82),
    FTRUNCATE(77, 46),
    IOCTL(16, 29),
    IOPRIO_SET(251, 30),
    IO_URING_ENTER(426, 426),
    IO_URING_REGISTER(427, 427),
    IO_URING_SETUP(425, 425),
    MADVISE(28, 233),
    OPENAT(257, 56),
    PREADV(295, 69),
    PREADV2(327, 286),
    PRLIMIT64(302, 261),
    PWRITE64(18, 68),
    PWRITEV(296, 70),
    PWRITEV2(328, 287),
    RENAME(82, 38),
    STATX(332, 291),
    SYNC_FILE_RANGE(277, 84),
    UNLINK(87, 35);

    final int number;

    Call(int onX86, int onArm) {
      this.number = X86 ? onX86 : onArm;
    }
  }

  /**
   * One case: calls that a filter denies.
   *
   * @param errno the error that the filter returns
   * @param changes for each step whose outcome the filter changes, the parts of its outcome
   */
  record Case(String name, String errno, List<Call> calls, Map<String, List<String>> changes) {
    String argument() {
      List<String> numbers = calls.stream().map(call -> String.valueOf(call.number)).toList();
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

  private static Case one(Call call, String errno, Map<String, List<String>> changes) {
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
        one(Call.CACHESTAT, "EPERM", changes("inlineReads", noInlineReads("cachestat"))),
        one(
            Call.CACHESTAT,
            "ENOSYS",
            changes("inlineReads", List.of("inline reads, because", "cachestat(): ENOSYS"))),
        one(
            Call.CLOSE,
            "EPERM",
            everyFile(
                List.of("close(", "EPERM", "a seccomp filter denies close"),
                "atomic",
                "unlink",
                "memory",
                "fileSlots",
                "priority",
                "uring")),
        one(Call.COPY_FILE_RANGE, "EPERM", changes()),
        one(Call.COPY_FILE_RANGE, "EACCES", changes()),
        one(Call.COPY_FILE_RANGE, "ENOSYS", changes()),
        one(
            Call.EVENTFD2,
            "EPERM",
            changes(
                "uring",
                List.of("FORBIDDEN ", "eventfd(", "EPERM", "permit eventfd2, which wakes a ring"),
                "open",
                WORKERS)),
        one(Call.FADVISE64, "EPERM", changes("advise", denied("posix_fadvise", "fadvise64"))),
        one(
            Call.FALLOCATE,
            "EPERM",
            changes(
                "allocate", List.of("UNSUPPORTED"), "punchHole", denied("fallocate", "fallocate"))),
        one(
            Call.FCNTL,
            "EPERM",
            changes(
                "direct",
                List.of(
                    "false direct I/O cannot be turned on: fcntl(",
                    "a seccomp filter denies fcntl"))),
        one(Call.FDATASYNC, "EPERM", changes()),
        one(Call.FDATASYNC, "ENOSYS", changes()),
        one(Call.FSTAT, "EPERM", changes()),
        one(
            Call.FSYNC,
            "EPERM",
            changes(
                "sync",
                denied("fsync", "fsync"),
                "writeFile",
                denied("fsync", "fsync"),
                "syncDirectory",
                denied("fsync", "fsync"))),
        one(Call.FTRUNCATE, "EPERM", changes(truncating())),
        one(Call.IOCTL, "EPERM", changes("deviceSize", denied("ioctl", "ioctl"))),
        one(
            Call.IOPRIO_SET,
            "EPERM",
            changes(
                "priority",
                List.of("ioprio_set: EPERM", "a seccomp filter denies ioprio_set", "<- ErrnoEx"))),
        one(
            Call.IO_URING_SETUP,
            "EPERM",
            changes("uring", forbidden("io_uring_setup"), "open", WORKERS)),
        one(
            Call.IO_URING_ENTER,
            "EPERM",
            changes("uring", forbidden("io_uring_enter"), "open", WORKERS)),
        one(
            Call.IO_URING_REGISTER,
            "EPERM",
            changes("uring", forbidden("io_uring_register"), "open", WORKERS)),
        one(
            Call.MADVISE,
            "EPERM",
            changes(
                "memory",
                List.of("cannot allocate aligned memory: madvise(", "filter denies madvise"))),
        one(
            Call.OPENAT,
            "EPERM",
            everyFile(
                List.of("open(", "EPERM", "a seccomp filter denies openat"),
                "memory",
                "fileSlots",
                "priority",
                "uring")),
        one(Call.PREADV, "EPERM", changes("readv", denied("preadv", "preadv"))),
        one(
            Call.PREADV2,
            "EPERM",
            changes(
                "noWaitRead", flagsRefused("preadv2"), "inlineReads", noInlineReads("preadv2"))),
        one(Call.PRLIMIT64, "EPERM", changes()),
        one(
            Call.PWRITE64,
            "EPERM",
            changes(
                "write", denied("pwrite", "pwrite64"), "writeFile", denied("pwrite", "pwrite64"))),
        one(Call.PWRITEV, "EPERM", changes("writev", denied("pwritev", "pwritev"))),
        one(Call.PWRITEV2, "EPERM", changes("atomic", flagsRefused("pwritev2"))),
        one(
            Call.RENAME,
            "EPERM",
            changes("writeFile", denied("rename", "rename"), "rename", denied("rename", "rename"))),
        one(Call.STATX, "EPERM", changes()),
        one(Call.STATX, "ENOSYS", changes()),
        one(
            Call.SYNC_FILE_RANGE,
            "EPERM",
            changes("syncRange", denied("sync_file_range", "sync_file_range"))),
        one(Call.UNLINK, "EPERM", changes("unlink", denied("unlink", "unlink"))),
        new Case(
            "docker-default",
            "EPERM",
            List.of(Call.IO_URING_SETUP, Call.IO_URING_ENTER, Call.IO_URING_REGISTER),
            changes("uring", forbidden("io_uring_setup"), "open", WORKERS)),
        new Case(
            "gvisor",
            "ENOSYS",
            List.of(
                Call.IO_URING_SETUP,
                Call.IO_URING_ENTER,
                Call.IO_URING_REGISTER,
                Call.CACHESTAT,
                Call.COPY_FILE_RANGE),
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
                Call.IO_URING_SETUP,
                Call.IO_URING_ENTER,
                Call.IO_URING_REGISTER,
                Call.EVENTFD2,
                Call.CACHESTAT,
                Call.COPY_FILE_RANGE,
                Call.PREADV2,
                Call.PWRITEV2,
                Call.FDATASYNC,
                Call.STATX,
                Call.PRLIMIT64),
            changes(
                "uring",
                forbidden("io_uring_setup"),
                "open",
                WORKERS,
                "noWaitRead",
                flagsRefused("preadv2"),
                "atomic",
                flagsRefused("pwritev2"),
                "inlineReads",
                noInlineReads("cachestat"))),
        new Case(
            "all",
            "EPERM",
            List.of(Call.values()),
            changes(
                EVERY_STEP,
                List.of("EPERM"),
                "fileSlots",
                List.of("2"),
                "open",
                List.of("denies openat"))));
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
      List<String> parts = each.changes.getOrDefault(step, each.changes.get(EVERY_STEP));
      boolean ofRing = step.equals("uring") || step.equals("open");
      if (parts == null || parts.isEmpty()) {
        assertThat(told.get(step)).as(each + ", " + step).isEqualTo(before);
      } else if (ring || !ofRing) {
        assertThat(told.get(step)).as(each + ", " + step).contains(parts);
      }
    });
  }
}
