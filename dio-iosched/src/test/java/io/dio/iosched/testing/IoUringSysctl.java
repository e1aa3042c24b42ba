// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sets kernel.io_uring_disabled (Linux 6.6) for a while, or skips the test. Needs root. */
public final class IoUringSysctl implements AutoCloseable {
  private static final Path FILE = Path.of("/proc/sys/kernel/io_uring_disabled");

  private final String before;

  private IoUringSysctl(String before) {
    this.before = before;
  }

  /**
   * Sets it to 0 (enabled), 1 (only for the privileged) or 2 (disabled), until this object is
   * closed.
   */
  public static IoUringSysctl set(int value) {
    Skip.unless(Files.exists(FILE), "needs a kernel with " + FILE);
    Skip.unless(Files.isWritable(FILE), "needs to write " + FILE);
    try {
      String before = Files.readString(FILE);
      Files.writeString(FILE, Integer.toString(value));
      return new IoUringSysctl(before);
    } catch (IOException e) {
      Skip.unless(false, "needs to write " + FILE + ": " + e.getMessage());
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      Files.writeString(FILE, before);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
