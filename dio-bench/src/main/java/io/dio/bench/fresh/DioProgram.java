// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.fresh;

import io.dio.align.AlignedBuffer;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Opens a file and a scheduler, and reads the first block twice: by a blocking call, and by an
 * operation that is submitted and awaited.
 */
final class DioProgram {
  private DioProgram() {}

  /**
   * Prints the nanoseconds of its first use.
   *
   * @param arguments the file, and the size of a block in bytes
   */
  public static void main(String[] arguments) throws IOException {
    long start = System.nanoTime();
    long nanos;
    try (DioFile file = DioFile.open(Path.of(arguments[0]), StandardOpenOption.READ);
        AlignedBuffer block = AlignedBuffer.allocate(Long.parseLong(arguments[1]));
        IoScheduler scheduler = IoScheduler.open()) {
      scheduler.read(file, block.segment(), 0);
      scheduler.submit(Op.read(file, block.segment(), 0)).await();
      nanos = System.nanoTime() - start;
    }
    System.out.println(nanos);
  }
}
