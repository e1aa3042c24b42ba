// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs a program as on a host whose administrator has switched io_uring off, while this host keeps
 * it.
 *
 * <p>The sysctl itself is never written. It counts for the whole machine, and a test that is killed
 * would leave the machine without io_uring. The child JVM has a file system view of its own, in
 * which another file covers the sysctl, and a filter refuses io_uring_setup as the kernel would.
 */
public final class IoUringSwitchedOff {
  private static final Path SYSCTL = Path.of("/proc/sys/kernel/io_uring_disabled");
  private static final int EPERM = 1;

  private IoUringSwitchedOff() {}

  /**
   * Runs a main class in a child JVM, or skips the test if nothing can be mounted.
   *
   * @param value what the sysctl reads: 1 (only for the privileged) or 2 (off)
   * @param folder a folder for a small file
   */
  public static ChildJvm.Result run(
      int value, Path folder, List<String> jvmFlags, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Commands.assumeMayMount();
    Skip.unless(Files.exists(SYSCTL), "needs Linux 6.6, which has " + SYSCTL);
    Path cover = Files.writeString(folder.resolve("io_uring_disabled"), value + "\n");
    List<String> prefix =
        List.of(
            Commands.assumeInstalled("unshare"),
            "--mount",
            "sh",
            "-c",
            "mount --bind \"$1\" " + SYSCTL + " && shift && exec \"$@\"",
            "sh",
            cover.toString());
    List<String> filter =
        FilteredMain.refusing(SeccompFilter.IO_URING_SETUP, SeccompFilter.IO_URING_SETUP, EPERM);
    try {
      return ChildJvm.onClassPathThrough(prefix, jvmFlags, filter, main, arguments);
    } finally {
      Files.delete(cover);
    }
  }
}
