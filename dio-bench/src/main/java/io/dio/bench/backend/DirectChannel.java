// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Opens a {@link FileChannel} that bypasses the page cache. */
public final class DirectChannel {
  private DirectChannel() {}

  /**
   * Opens a file with the JDK's option for direct I/O.
   *
   * @param path the file
   * @param options the other options
   * @throws UnsupportedOperationException if this JDK or the file system has no direct I/O
   * @throws IOException if the file cannot be opened
   */
  public static FileChannel open(Path path, Set<? extends OpenOption> options) throws IOException {
    Set<OpenOption> direct = new HashSet<>(options);
    direct.add(directOption());
    return FileChannel.open(path, direct);
  }

  /**
   * {@return ExtendedOpenOption.DIRECT} It is found by name, because javac warns about its package
   * and the warning cannot be suppressed.
   */
  private static OpenOption directOption() {
    try {
      for (Object option :
          Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
        if (option.toString().equals("DIRECT")) {
          return (OpenOption) option;
        }
      }
      throw new UnsupportedOperationException("this JDK has no ExtendedOpenOption.DIRECT");
    } catch (ClassNotFoundException e) {
      throw new UnsupportedOperationException("this JDK has no ExtendedOpenOption", e);
    }
  }
}
