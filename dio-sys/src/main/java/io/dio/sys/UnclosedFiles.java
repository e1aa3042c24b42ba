// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;

/** Closes files that nobody closed and nobody can reach any more, and says so. */
final class UnclosedFiles {
  private static final Logger LOGGER = System.getLogger("io.dio.sys");
  private static final Cleaner CLEANER = Cleaner.create(UnclosedFiles::newThread);

  private UnclosedFiles() {}

  /** {@return to be cleaned once the file has been closed} */
  static Cleaner.Cleanable watch(DioFile file, OpenedFile opened) {
    return CLEANER.register(file, () -> closeUnreachable(opened));
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(null, work, "dio-file-cleaner", 0, false);
    thread.setDaemon(true);
    return thread;
  }

  private static void closeUnreachable(OpenedFile opened) {
    try {
      if (opened.closeUnreachable()) {
        LOGGER.log(Level.WARNING, "DioFile {0} was never closed; closed it as unreachable", opened);
      }
    } catch (IOException e) {
      LOGGER.log(
          Level.WARNING, "DioFile " + opened + " was never closed, and closing it failed", e);
    }
  }
}
