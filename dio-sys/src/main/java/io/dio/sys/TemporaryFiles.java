// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The names under which whole files are written, and what a crash left under them. */
final class TemporaryFiles {
  private static final Pattern NAME = Pattern.compile("\\.dio-[0-9a-f]{1,16}\\.tmp");

  private static final Duration NOT_TO_REMOVE = Duration.ofSeconds(-1);

  private TemporaryFiles() {}

  /** {@return a name that nobody else has} */
  static String newName() {
    return ".dio-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + ".tmp";
  }

  /** {@return the files that it removed} */
  static List<Path> sweep(Path directory, Duration minimumAge) throws IOException {
    if (minimumAge.isNegative()) {
      throw new IllegalArgumentException("minimumAge " + minimumAge + " is negative");
    }
    Instant now = Instant.now();
    List<Path> removed = new ArrayList<>();
    try (DirectoryStream<Path> names =
        Files.newDirectoryStream(directory, TemporaryFiles::isOurs)) {
      for (Path path : names) {
        if (age(path, now).compareTo(minimumAge) >= 0 && Files.deleteIfExists(path)) {
          removed.add(path);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return List.copyOf(removed);
  }

  private static boolean isOurs(Path path) {
    return NAME.matcher(path.getFileName().toString()).matches();
  }

  /**
   * {@return the time since the file was written to, below zero if it is none to remove} Somebody
   * who still writes it keeps that short.
   */
  private static Duration age(Path path, Instant now) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile()
          ? Duration.between(attributes.lastModifiedTime().toInstant(), now)
          : NOT_TO_REMOVE;
    } catch (NoSuchFileException e) {
      return NOT_TO_REMOVE; // its writer has renamed or removed it
    }
  }
}
