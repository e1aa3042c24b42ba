// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.foreign.LateCleaner;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;

/** Closes and reports files that became unreachable without being closed. */
final class UnclosedFiles {
  private static final LateCleaner CLEANER = new LateCleaner("dio-file-cleaner");

  private UnclosedFiles() {}

  /** {@return the registration with the cleaner, to be cleaned when the file has been closed} */
  static Cleaner.Cleanable watch(DioFile file, OpenedFile opened) {
    return CLEANER.register(file, new Closing(opened));
  }

  private record Closing(OpenedFile opened) implements Runnable {
    @Override
    public void run() {
      closeUnreachable(opened);
    }
  }

  private static void closeUnreachable(OpenedFile opened) {
    try {
      if (opened.closeUnreachable()) {
        report("DioFile " + opened + " was never closed; closed it as unreachable", null);
      }
    } catch (IOException e) {
      report("DioFile " + opened + " was never closed, and closing it failed", e);
    }
  }

  private static void report(String message, IOException cause) {
    System.getLogger("io.dio.sys").log(Level.WARNING, message, cause);
  }
}
