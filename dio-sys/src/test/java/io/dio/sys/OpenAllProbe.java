// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens every file of a folder and prints its size: the main class of child JVMs. */
final class OpenAllProbe {
  private OpenAllProbe() {}

  /**
   * Takes a folder.
   *
   * @param arguments its path
   */
  public static void main(String[] arguments) throws IOException {
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(Path.of(arguments[0]))) {
      for (Path path : paths) {
        try (DioFile file = DioFile.open(path)) {
          System.out.println(file.size() + " bytes, NIO " + Files.size(path));
        } catch (IOException e) {
          System.out.println(e);
        }
      }
    }
  }
}
