// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs commands that cannot find the liburing of this machine. Needs root. */
public final class HiddenLiburing {
  private HiddenLiburing() {}

  /**
   * {@return a command that runs its arguments while an empty file covers liburing.so.2}
   *
   * <p>The library must be loaded in this process, because its path is found in this way. Skips the
   * test if it is not loaded, or if nothing can be mounted.
   */
  public static List<String> prefix() throws IOException {
    Commands.assumeMayMount();
    Optional<Path> library = mappedLibrary();
    Skip.unless(library.isPresent(), "needs the system's liburing, to hide it");
    return List.of(
        Commands.assumeInstalled("unshare"),
        "--mount",
        "sh",
        "-c",
        "mount --bind /dev/null " + library.get() + " && exec \"$@\"",
        "sh");
  }

  private static Optional<Path> mappedLibrary() throws IOException {
    // The name of a mapped file may contain any byte.
    try (Stream<String> maps =
        Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
      return maps.filter(line -> line.contains("/liburing.so.2"))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .findFirst();
    }
  }
}
