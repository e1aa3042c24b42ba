// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's accounting for the current thread, a platform thread. */
final class ThreadInput {
  private static final Path ACCOUNT = Path.of("/proc/thread-self/io");
  private static final String BYTES = "read_bytes: ";

  private ThreadInput() {}

  /**
   * {@return the bytes that it has caused to be read from devices so far} Skips the test if the
   * kernel does not count them.
   */
  static long bytes() throws IOException {
    Skip.unless(Files.isReadable(ACCOUNT), "needs " + ACCOUNT);
    return Files.readAllLines(ACCOUNT).stream()
        .filter(line -> line.startsWith(BYTES))
        .mapToLong(line -> Long.parseLong(line.substring(BYTES.length())))
        .findFirst()
        .orElseThrow();
  }
}
