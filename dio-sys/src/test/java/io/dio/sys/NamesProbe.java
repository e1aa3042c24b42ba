// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Changes names while that is refused, and prints the results: the main class of child JVMs. */
final class NamesProbe {
  private interface Change {
    void run() throws IOException;
  }

  private final Path folder;
  private final MemorySegment content = Arena.global().allocate(100, 4096);

  private NamesProbe(Path folder) {
    this.folder = folder;
  }

  /**
   * Takes a folder, and for each change the number of descriptors that are left, or nothing for any
   * number.
   *
   * @param arguments the folder, then numbers
   */
  public static void main(String[] arguments) throws IOException {
    NamesProbe probe = new NamesProbe(Path.of(arguments[0]));
    probe.loadClasses();
    if (arguments.length == 1) {
      System.out.println("writeFile: " + probe.writeFile());
      System.out.println("rename: " + probe.rename());
    }
    for (int i = 1; i < arguments.length; i++) {
      int left = Integer.parseInt(arguments[i]);
      System.out.println("writeFile with " + left + ": " + withDescriptors(left, probe::writeFile));
      System.out.println("rename with " + left + ": " + withDescriptors(left, probe::rename));
    }
  }

  /** Without descriptors no class can be loaded. So every needed class is used before. */
  private void loadClasses() throws IOException {
    Path elsewhere = Files.createTempDirectory("dio-names");
    DioFile.writeFile(elsewhere.resolve("file"), content);
    DioFile.renameDurably(elsewhere.resolve("file"), elsewhere.resolve("name"));
    outcome(() -> DioFile.renameDurably(elsewhere.resolve("none"), elsewhere.resolve("none")));
    outcome(() -> DioFile.writeFile(elsewhere.resolve("none").resolve("file"), content));
    outcome(() -> DioFile.renameDurably(elsewhere.resolve("name"), elsewhere.resolve("none/x")));
    Files.delete(elsewhere.resolve("name"));
    Files.delete(elsewhere);
    withDescriptors(100, () -> "");
  }

  private interface Report {
    String get() throws IOException;
  }

  private static String withDescriptors(int left, Report report) throws IOException {
    Deque<FileInputStream> taken = new ArrayDeque<>();
    try {
      while (true) {
        taken.push(new FileInputStream("/dev/null"));
      }
    } catch (FileNotFoundException e) {
      // No descriptor is left.
    }
    for (int i = 0; i < left && !taken.isEmpty(); i++) {
      taken.pop().close();
    }
    try {
      return report.get();
    } finally {
      for (FileInputStream each : taken) {
        each.close();
      }
    }
  }

  private String writeFile() {
    return outcome(() -> DioFile.writeFile(folder.resolve("whole"), content));
  }

  /** The change is between two folders, and takes a descriptor for each. */
  private String rename() {
    return outcome(() -> DioFile.renameDurably(folder.resolve("old"), folder.resolve("other/new")));
  }

  private static String outcome(Change change) {
    try {
      change.run();
      return "done";
    } catch (IOException e) {
      return e.toString();
    }
  }
}
