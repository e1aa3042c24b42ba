// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.fresh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens a file as a {@link FileChannel} and reads its first block twice. */
final class ChannelProgram {
  private ChannelProgram() {}

  /**
   * Prints the nanoseconds of its first use.
   *
   * @param arguments the file, and the size of a block in bytes
   */
  public static void main(String[] arguments) throws IOException {
    long start = System.nanoTime();
    long nanos;
    try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ)) {
      ByteBuffer block = ByteBuffer.allocateDirect(Integer.parseInt(arguments[1]));
      file.read(block, 0);
      file.read(block.clear(), 0);
      nanos = System.nanoTime() - start;
    }
    System.out.println(nanos);
  }
}
