// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.testing.fixtures.OpenDescriptors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens a file, forgets it and waits until it is closed: the main class of child JVMs. */
final class AbandonProbe {
  private AbandonProbe() {}

  /**
   * Takes a path.
   *
   * @param arguments the path of the file to create
   */
  public static void main(String[] arguments) throws IOException {
    // The file is closed before the report is written. So the report is what the test waits for.
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    System.setErr(new PrintStream(report, true, StandardCharsets.UTF_8));
    Path path = Path.of(arguments[0]);
    abandon(path);
    while (!report.toString(StandardCharsets.UTF_8).contains("never closed")) {
      System.gc();
    }
    System.out.println(OpenDescriptors.of(path).size() + " descriptors");
    System.out.println(report.toString(StandardCharsets.UTF_8));
  }

  private static void abandon(Path path) throws IOException {
    DioFile file = DioFile.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    if (OpenDescriptors.of(path).size() != 1) {
      throw new IllegalStateException(file + " is not open");
    }
  }
}
