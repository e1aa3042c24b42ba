// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The open descriptors of this process, selected by their targets. Counting all of them would also
 * count those that the JVM opens and closes meanwhile. Linux only.
 */
public final class OpenDescriptors {
  private OpenDescriptors() {}

  /** {@return the descriptors that are open for a file, also if its name is gone} */
  public static List<Integer> of(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    // The kernel shows the path without symbolic links. The file itself may have been deleted.
    Path known =
        Files.exists(folder) ? folder.toRealPath().resolve(absolute.getFileName()) : absolute;
    return leadingTo(known.toString());
  }

  /**
   * {@return the descriptors whose link in /proc reads so, such as {@code anon_inode:[eventfd]}}
   *
   * @param target the link's target; that of a deleted file may be given without the mark
   */
  public static List<Integer> leadingTo(String target) throws IOException {
    List<Integer> descriptors = new ArrayList<>();
    try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path link : links) {
        String found = target(link);
        if (found.equals(target) || found.equals(target + " (deleted)")) {
          descriptors.add(Integer.valueOf(link.getFileName().toString()));
        }
      }
    }
    return descriptors;
  }

  /** {@return the lines that the kernel tells about a descriptor, as "flags:\t0100002"} */
  public static List<String> info(int descriptor) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/fdinfo", String.valueOf(descriptor)));
  }

  /** {@return the current flags of a descriptor, with O_CLOEXEC} */
  public static int flags(int descriptor) throws IOException {
    return info(descriptor).stream()
        .filter(line -> line.startsWith("flags:"))
        .mapToInt(line -> Integer.parseInt(line.substring("flags:".length()).strip(), 8))
        .findFirst()
        .orElseThrow();
  }

  private static String target(Path link) throws IOException {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (NoSuchFileException e) {
      return ""; // closed meanwhile
    }
  }
}
