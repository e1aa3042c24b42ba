// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs tools of the system. If a tool is missing or not permitted, it skips the test and prints the
 * reason.
 */
public final class Commands {
  private static final Pattern EFFECTIVE = Pattern.compile("CapEff:\\s*([0-9a-f]+)");
  private static final int CAP_SYS_ADMIN = 21;

  private Commands() {}

  /**
   * Runs a command and waits for it.
   *
   * @return what it wrote, without blanks around it
   * @throws AssertionError with all that it wrote if it fails
   */
  public static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw new AssertionError(
            String.join(" ", command) + " ended with " + exitCode + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Skips the test unless this process may mount file systems. */
  public static void assumeMayMount() {
    Skip.unless(
        hasCapability(CAP_SYS_ADMIN), "needs CAP_SYS_ADMIN to mount file systems: run as root");
  }

  /** {@return whether this process runs as root, which permissions do not stop} */
  public static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  /** Skips the test unless a tool is installed. {@return the path of the tool} */
  public static String assumeInstalled(String tool) {
    Optional<Path> found =
        Stream.concat(
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)),
                Stream.of("/usr/sbin", "/sbin"))
            .map(folder -> Path.of(folder, tool))
            .filter(Files::isExecutable)
            .findFirst();
    Skip.unless(found.isPresent(), "needs " + tool + ", which is not installed");
    return found.get().toString();
  }

  private static boolean hasCapability(int number) {
    try {
      long effective =
          EFFECTIVE
              .matcher(Files.readString(Path.of("/proc/self/status")))
              .results()
              .map((MatchResult match) -> Long.parseUnsignedLong(match.group(1), 16))
              .findFirst()
              .orElse(0L);
      return (effective >>> number & 1) != 0;
    } catch (IOException e) {
      return false; // not Linux
    }
  }
}
