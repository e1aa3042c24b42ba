// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Opens a file and prints what happened: the main class of child JVMs. */
final class OpenProbe {
  private OpenProbe() {}

  /**
   * Takes a path and options.
   *
   * @param arguments the path, then names of StandardOpenOption
   */
  public static void main(String[] arguments) {
    OpenOption[] options =
        Arrays.stream(arguments)
            .skip(1)
            .map(StandardOpenOption::valueOf)
            .toArray(OpenOption[]::new);
    try (DioFile file = DioFile.open(Path.of(arguments[0]), options)) {
      System.out.println("opened, " + file.size() + " bytes");
    } catch (IOException e) {
      System.out.println(e);
    }
  }
}
