// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs commands as a user without privileges. It needs root, because only root can become another
 * user.
 */
public final class UnprivilegedUser {
  private static final String NOBODY = "65534";

  private UnprivilegedUser() {}

  /**
   * {@return a command that runs its arguments as nobody} Skips the test if that user could not
   * read the folder or jar from which {@code needed} was loaded.
   */
  public static List<String> prefix(Class<?> needed) {
    try {
      Skip.unless(Commands.isRoot(), "needs root to become another user");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> prefix =
        new ArrayList<>(
            List.of(
                Commands.assumeInstalled("setpriv"),
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--inh-caps=-all",
                "--bounding-set=-all"));
    Path file = fileOf(needed);
    List<String> test = new ArrayList<>(prefix);
    test.addAll(List.of("test", "-r", file.toString()));
    Skip.unless(succeeds(test), "needs classes that an unprivileged user can read, unlike " + file);
    return prefix;
  }

  private static boolean succeeds(List<String> command) {
    try {
      Commands.run(command.toArray(String[]::new));
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  private static Path fileOf(Class<?> type) {
    String file = type.getResource("/" + type.getName().replace('.', '/') + ".class").toString();
    return Path.of(
        URI.create(
            file.startsWith("jar:") ? file.substring("jar:".length(), file.indexOf("!/")) : file));
  }
}
