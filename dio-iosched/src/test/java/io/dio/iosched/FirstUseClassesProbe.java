// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.AlignedBuffer;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens a file and a scheduler and reads twice: the main class of a child JVM. */
final class FirstUseClassesProbe {
  private FirstUseClassesProbe() {}

  /**
   * Does nothing without arguments, so that the JVM's own classes can be counted.
   *
   * @param arguments the file
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 0) {
      use(Path.of(arguments[0]));
    }
  }

  private static void use(Path path) throws IOException {
    try (DioFile file = DioFile.open(path, StandardOpenOption.READ);
        AlignedBuffer block = AlignedBuffer.allocate(4096);
        IoScheduler scheduler = IoScheduler.open()) {
      scheduler.read(file, block.segment(), 0);
      scheduler.submit(Op.read(file, block.segment(), 0)).await();
    }
  }
}
