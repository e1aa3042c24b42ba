// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import io.dio.iosched.IoScheduler;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The writers of one round, with their open files. */
final class Writers implements AutoCloseable {
  private static final int COMMITTING_THREADS = 8;

  private final List<Writer> all = new ArrayList<>();
  private final List<DioFile> logs = new ArrayList<>();

  private Writers() {}

  /** Opens the logs and makes their names durable. */
  static Writers open(Layout layout, IoScheduler scheduler, Omission omission, boolean direct)
      throws IOException {
    Writers writers = new Writers();
    for (WriterKind kind : WriterKind.values()) {
      if (!kind.isLog()) {
        writers.all.add(new FileWriter(kind, layout, scheduler, omission));
        continue;
      }
      if (omission == Omission.NO_DIRECTORY_SYNC) {
        continue; // these would sync all the time, and so make the names durable by chance
      }
      DioFile log = DioFile.open(layout.log(kind), options(direct));
      writers.logs.add(log);
      AtomicInteger next = new AtomicInteger();
      int threads = kind == WriterKind.GROUP_COMMIT ? COMMITTING_THREADS : 1;
      for (int i = 0; i < threads; i++) {
        writers.all.add(new LogWriter(kind, layout, scheduler, log, omission, next));
      }
    }
    DioFile.syncDirectory(layout.folder());
    return writers;
  }

  private static OpenOption[] options(boolean direct) {
    OpenOption[] buffered = {StandardOpenOption.WRITE, StandardOpenOption.CREATE};
    OpenOption[] preferred = {
      StandardOpenOption.WRITE, StandardOpenOption.CREATE, DirectMode.PREFERRED
    };
    return direct ? preferred : buffered;
  }

  List<Writer> all() {
    return all;
  }

  @Override
  public void close() throws IOException {
    for (DioFile each : logs) {
      each.close();
    }
  }
}
