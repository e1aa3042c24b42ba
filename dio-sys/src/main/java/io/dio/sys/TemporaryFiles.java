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

/**
 * The names of temporary files for whole-file writes, and the removal of files that a crash left.
 */
final class TemporaryFiles {
  private static final Pattern NAME = Pattern.compile("\\.dio-[0-9a-f]{1,16}\\.tmp");

  private static final Duration NOT_TO_REMOVE = Duration.ofSeconds(-1);

  private TemporaryFiles() {}

  /** {@return a unique name} */
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
   * {@return the time since the last write to the file; negative if it must not be removed} While a
   * process still writes the file, this time stays short.
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
