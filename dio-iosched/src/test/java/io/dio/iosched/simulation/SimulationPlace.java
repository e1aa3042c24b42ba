// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The things that simulated programs use one after the other: files to open, memory, and the log.
 */
final class SimulationPlace extends Handler implements AutoCloseable {
  private static final int FILES = 2;
  private static final int MEMORY_BYTES = 256 << 10;

  private final Logger logger = Logger.getLogger("io.dio.iosched");
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory = arena.allocate(MEMORY_BYTES, Long.BYTES);
  private final Path directory;
  private final List<Path> files = new ArrayList<>();
  private int deaths;
  private String unexpected;

  /** Makes the files in {@code directory}, which the caller removes. */
  SimulationPlace(Path directory) throws IOException {
    this.directory = directory;
    for (int i = 0; i < FILES; i++) {
      files.add(Files.createFile(directory.resolve("file" + i)));
    }
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  MemorySegment memory() {
    return memory;
  }

  Path file(int index) {
    return files.get(index);
  }

  /** {@return a path where no file exists} */
  Path missing() {
    return directory.resolve("missing");
  }

  /** {@return paths of files that only slots open, and only in this simulation} */
  List<Path> filesOfSlot(int slot) {
    return List.of(directory.resolve("a" + slot), directory.resolve("b" + slot));
  }

  /**
   * Checks the log since the last call: at most one report of a death, and otherwise only reports
   * about memory.
   */
  void requireReports(SimulatedProgram program, boolean died) {
    if (deaths != (died ? 1 : 0) || unexpected != null) {
      throw program.violation(deaths + " deaths reported; unexpected: " + unexpected);
    }
    deaths = 0;
  }

  @Override
  public void publish(LogRecord logged) {
    String message = logged.getMessage();
    if (message.contains(" died; ")) {
      deaths++;
    } else if (!message.contains("was closed while the kernel was using it")) {
      unexpected = message + ": " + logged.getThrown();
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
    arena.close();
  }
}
