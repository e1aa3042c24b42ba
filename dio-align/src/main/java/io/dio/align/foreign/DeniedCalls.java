// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Distinguishes a system call that is not available to this process from one that failed.
 *
 * <p>A seccomp filter, as container runtimes install it, answers EPERM, EACCES or ENOSYS before the
 * kernel looks at the arguments. A file system or a security module may answer with the same
 * numbers, but only after the kernel has accepted the arguments. So this class makes the call once
 * more, with arguments that every kernel refuses with another number. If the same number comes back
 * again, the call itself is not available.
 *
 * <p>This costs one system call, and only after a failure with one of the three numbers.
 */
public final class DeniedCalls {
  /**
   * A system call that needs no privilege.
   *
   * @param name the name that error messages use, which is that of the C library's function
   * @param kernelName the name in a seccomp profile
   * @param onX86 its number on x86-64
   * @param onArm its number on 64-bit ARM
   * @param since the first kernel that has it, as major * 1000 + minor; 0 if all have it
   */
  private record Call(String name, String kernelName, int onX86, int onArm, int since) {}

  private static final Map<String, Call> CALLS =
      byName(
          new Call("cachestat", "cachestat", 451, 451, 6_005),
          new Call("close", "close", 3, 57, 0),
          new Call("copy_file_range", "copy_file_range", 326, 285, 4_005),
          new Call("eventfd", "eventfd2", 290, 19, 0),
          new Call("fallocate", "fallocate", 285, 47, 0),
          new Call("fchmod", "fchmod", 91, 52, 0),
          new Call("fcntl", "fcntl", 72, 25, 0),
          new Call("fdatasync", "fdatasync", 75, 83, 0),
          new Call("fsync", "fsync", 74, 82, 0),
          new Call("ftruncate", "ftruncate", 77, 46, 0),
          new Call("ioctl", "ioctl", 16, 29, 0),
          new Call("ioprio_set", "ioprio_set", 251, 30, 0),
          new Call("madvise", "madvise", 28, 233, 0),
          new Call("mmap", "mmap", 9, 222, 0),
          new Call("open", "openat", 257, 56, 0),
          new Call("openat", "openat", 257, 56, 0),
          new Call("posix_fadvise", "fadvise64", 221, 223, 0),
          new Call("pread", "pread64", 17, 67, 0),
          new Call("preadv", "preadv", 295, 69, 0),
          new Call("preadv2", "preadv2", 327, 286, 4_006),
          new Call("pwrite", "pwrite64", 18, 68, 0),
          new Call("pwritev", "pwritev", 296, 70, 0),
          new Call("pwritev2", "pwritev2", 328, 287, 4_006),
          new Call("rename", "rename", 82, 38, 0),
          new Call("stat", "fstat", 5, 80, 0),
          new Call("statx", "statx", 332, 291, 4_011),
          new Call("sync_file_range", "sync_file_range", 277, 84, 0),
          new Call("unlink", "unlink", 87, 35, 0));

  /**
   * Used as descriptor, address, length or flag. Every call of the list refuses it and does
   * nothing.
   */
  private static final long IMPOSSIBLE = -1;

  private static final int EPERM = ErrnoTable.HOST.number("EPERM");
  private static final int EACCES = ErrnoTable.HOST.number("EACCES");
  private static final int ENOSYS = ErrnoTable.HOST.number("ENOSYS");

  private static final Pattern VERSION = Pattern.compile("^(\\d+)\\.(\\d+)");

  private static final SystemCall SYSCALL = SystemCall.returningLong("syscall");

  private DeniedCalls() {}

  private static Map<String, Call> byName(Call... calls) {
    Map<String, Call> byName = new HashMap<>();
    for (Call call : calls) {
      byName.put(call.name, call);
    }
    return byName;
  }

  /**
   * {@return whether a failure means that this process cannot make the call, whatever its
   * arguments}
   *
   * @param call the name of the call, such as {@code "copy_file_range"}
   * @param errno the number it failed with, positive
   */
  public static boolean isDenied(String call, int errno) {
    Call known = mayMeanDenied(errno) ? CALLS.get(call) : null;
    return known != null && answerToImpossible(known) == -errno;
  }

  /**
   * {@return whether the version of this kernel is new enough for a call}
   *
   * @param call the name of the call, such as {@code "cachestat"}; false for a call unknown here
   */
  public static boolean isInThisKernel(String call) {
    Call known = CALLS.get(call);
    return known != null && Host.isLinux() && number(kernelVersion()) >= known.since;
  }

  /**
   * {@return the reason why this process cannot make a call, and a remedy, as a clause that follows
   * a semicolon; empty if the failure has another reason}
   *
   * @param call the name of the call, such as {@code "copy_file_range"}
   * @param errno the number it failed with, positive
   */
  public static String explanation(String call, int errno) {
    return isDenied(call, errno) ? explanation(CALLS.get(call), errno, kernelVersion()) : "";
  }

  /**
   * {@return the error number with which this process is refused a call, positive; empty if it can
   * make the call} It was not tried yet; see {@link #explanation(String, int)} for what it means.
   *
   * @param call the name of the call, such as {@code "cachestat"}
   */
  public static OptionalInt refusalOf(String call) {
    Call known = CALLS.get(call);
    int errno = known == null ? 0 : (int) -answerToImpossible(known);
    return mayMeanDenied(errno) ? OptionalInt.of(errno) : OptionalInt.empty();
  }

  /**
   * {@return as {@link #explanation(String, int)}, for a call that was not tried yet}
   *
   * @param call the name of the call, such as {@code "cachestat"}
   */
  public static String explanation(String call) {
    OptionalInt refusal = refusalOf(call);
    if (refusal.isEmpty()) {
      return "";
    }
    int errno = refusal.getAsInt();
    return call
        + ": "
        + ErrnoTable.HOST.describe(errno)
        + "; "
        + explanation(CALLS.get(call), errno, kernelVersion());
  }

  /** As {@link #explanation(String, int)} on a kernel of a given version, for tests. */
  static String explanation(String call, int errno, String version) {
    return explanation(CALLS.get(call), errno, version);
  }

  private static String explanation(Call call, int errno, String version) {
    String remedy =
        "; let the seccomp profile of its container or service permit " + call.kernelName;
    if (errno != ENOSYS) {
      return "a seccomp filter denies " + call.kernelName + " to this process" + remedy;
    }
    if (number(version) < call.since) {
      return call.kernelName
          + " needs Linux "
          + call.since / 1000
          + "."
          + call.since % 1000
          + ", and this is "
          + version;
    }
    return "Linux "
        + version
        + " has "
        + call.kernelName
        + " unless it was built without, so a seccomp filter is likely to hide it from this process"
        + remedy;
  }

  private static boolean mayMeanDenied(int errno) {
    return Host.isLinux() && (errno == EPERM || errno == EACCES || errno == ENOSYS);
  }

  private static long answerToImpossible(Call call) {
    int number = Host.current().arch().choose(call.onX86, call.onArm);
    return SYSCALL.call(
        number, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE);
  }

  private static String kernelVersion() {
    return System.getProperty("os.version");
  }

  private static int number(String version) {
    List<Integer> parts =
        VERSION.matcher(version).results().findFirst().stream()
            .flatMap((MatchResult found) -> Stream.of(found.group(1), found.group(2)))
            .map(Integer::parseInt)
            .toList();
    return parts.isEmpty() ? Integer.MAX_VALUE : parts.get(0) * 1000 + parts.get(1);
  }
}
