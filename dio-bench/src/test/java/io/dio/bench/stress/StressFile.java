// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.stress;

import io.dio.sys.DioFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file for operations that are accepted and never made. It is open as long as the JVM runs. */
public final class StressFile {
  /** The file. */
  public static final DioFile FILE = open();

  private StressFile() {}

  private static DioFile open() {
    try {
      Path path = Files.createTempFile("dio-stress", ".data");
      DioFile opened = DioFile.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      Files.delete(path);
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
