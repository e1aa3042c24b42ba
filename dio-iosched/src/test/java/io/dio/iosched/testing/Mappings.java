// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The mappings of this process that have a name, as listed in /proc/self/maps. */
public final class Mappings {
  private Mappings() {}

  /** {@return the address ranges and other fields of the mappings with that name} */
  public static List<String> named(String name) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.endsWith(" " + name)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
