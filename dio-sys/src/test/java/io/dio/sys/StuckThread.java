// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A thread that waits uninterruptibly in the kernel, as it does on a frozen file system. */
final class StuckThread {
  private static final Path TASKS = Path.of("/proc/self/task");
  private static final Pattern BYTES_READ = Pattern.compile("rchar: (\\d+)");

  private StuckThread() {}

  /**
   * Waits until a thread is stuck.
   *
   * @param name its name, at most 15 characters
   * @param bytesRead how much it must have read by then, because a thread also waits for a disk
   */
  static void await(String name, long bytesRead) throws IOException {
    Skip.unless(
        Files.exists(Path.of("/proc/self/io")), "needs a kernel with CONFIG_TASK_IO_ACCOUNTING");
    boolean stuck = false;
    while (!stuck) {
      try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
        for (Path task : tasks) {
          // The order matters: the number of bytes that it has read never becomes smaller while it
          // waits.
          stuck |= bytesRead(task) >= bytesRead && text(task, "stat").contains("(" + name + ") D ");
        }
      }
    }
  }

  private static long bytesRead(Path task) {
    Matcher matcher = BYTES_READ.matcher(text(task, "io"));
    return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
  }

  private static String text(Path task, String file) {
    try {
      return Files.readString(task.resolve(file));
    } catch (IOException e) {
      return ""; // the thread has ended
    }
  }
}
