// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.dio.align.AlignedBuffer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Uses relative paths and prints what happened: the main class of child JVMs. */
final class RelativePathProbe {
  private RelativePathProbe() {}

  private interface Step {
    Object run() throws IOException;
  }

  /**
   * Takes the name of a file, and optionally a new absolute path for the working folder.
   *
   * @param arguments the name, and the path to which the folder is moved first
   */
  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[0]);
    if (arguments.length > 1) {
      Files.move(Path.of("").toAbsolutePath(), Path.of(arguments[1]));
    }
    try (AlignedBuffer content = AlignedBuffer.allocate(10)) {
      print(
          "FileChannel",
          () -> {
            try (FileChannel channel = FileChannel.open(path, READ)) {
              return channel.size();
            }
          });
      print(
          "open",
          () -> {
            try (DioFile file = DioFile.open(path, READ)) {
              return file.size();
            }
          });
      print(
          "create",
          () -> {
            try (DioFile file =
                DioFile.open(Path.of("created"), WRITE, CREATE, DirectMode.PREFERRED)) {
              return file.size();
            }
          });
      print(
          "allocate",
          () -> {
            try (DioFile file = DioFile.createAndAllocate(Path.of("allocated"), 4096)) {
              return file.size();
            }
          });
      print(
          "writeFile",
          () -> {
            DioFile.writeFile(Path.of("written"), content.segment().asSlice(0, 10));
            return Files.size(Path.of("written"));
          });
      print(
          "rename",
          () -> {
            DioFile.renameDurably(Path.of("written"), Path.of("renamed"));
            return Files.size(Path.of("renamed"));
          });
      print(
          "syncDirectory",
          () -> {
            DioFile.syncDirectory(Path.of(""));
            return 0;
          });
    }
  }

  private static void print(String name, Step step) {
    try {
      System.out.println(name + " " + step.run());
    } catch (IOException e) {
      System.out.println(name + " " + e);
    }
  }
}
