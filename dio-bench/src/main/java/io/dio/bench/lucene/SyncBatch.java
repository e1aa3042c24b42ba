// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Makes files durable, many at the same time. */
final class SyncBatch {

  /** The files that are open at the same time. A commit of a large index has hundreds. */
  private static final int MAX_FILES = 128;

  private SyncBatch() {}

  /**
   * Waits until the bytes of all files are on the device.
   *
   * @throws java.nio.file.NoSuchFileException if a file does not exist
   * @throws IOException the first failure, with the others suppressed; all syncs have ended
   */
  static void sync(IoScheduler scheduler, List<Path> paths) throws IOException {
    for (int from = 0; from < paths.size(); from += MAX_FILES) {
      syncTogether(scheduler, paths.subList(from, Math.min(paths.size(), from + MAX_FILES)));
    }
  }

  private static void syncTogether(IoScheduler scheduler, List<Path> paths) throws IOException {
    List<DioFile> files = new ArrayList<>();
    IOException failure = null;
    try {
      for (Path path : paths) {
        files.add(DioFile.open(path, StandardOpenOption.READ));
      }
      List<Ticket> tickets = scheduler.submitAll(files.stream().map(Op::dataSync).toList());
      for (int i = 0; i < tickets.size(); i++) {
        try {
          tickets.get(i).await();
        } catch (IOException e) {
          failure =
              add(
                  failure,
                  new IOException("cannot sync " + paths.get(i) + ": " + e.getMessage(), e));
        }
      }
    } finally {
      for (DioFile file : files) {
        try {
          file.close();
        } catch (IOException e) {
          failure = add(failure, e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static IOException add(IOException failure, IOException next) {
    if (failure == null) {
      return next;
    }
    failure.addSuppressed(next);
    return failure;
  }
}
