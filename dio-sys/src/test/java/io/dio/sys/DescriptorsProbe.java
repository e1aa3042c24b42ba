// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.ErrnoException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens one file until there are no descriptors left: the main class of child JVMs. */
final class DescriptorsProbe {
  private DescriptorsProbe() {}

  /**
   * Takes a path.
   *
   * @param arguments the path of a file
   */
  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[0]);
    // Loads all classes that are needed. Loading a class from a folder takes a descriptor.
    DioFile.open(path).close();
    try {
      DioFile.open(path.resolveSibling("missing")).close();
    } catch (NoSuchFileException e) {
      ErrnoException.find(e);
    }
    List<DioFile> open = new ArrayList<>();
    String outcome;
    try {
      while (true) {
        open.add(DioFile.open(path));
      }
    } catch (IOException e) {
      outcome = e + ", transient " + ErrnoException.find(e).orElseThrow().isTransient();
    }
    for (DioFile file : open) {
      file.close();
    }
    System.out.println(outcome);
  }
}
