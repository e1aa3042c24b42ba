// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import io.dio.bench.log.WriteAheadLog;
import io.dio.iosched.IoScheduler;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** The writers of one round, with their open files. */
final class Writers implements AutoCloseable {
  private static final int COMMITTING_THREADS = 8;

  private final List<Writer> all = new ArrayList<>();
  private final List<Closeable> logs = new ArrayList<>();

  private Writers() {}

  /** Opens the logs and makes their names durable. */
  static Writers open(
      Layout layout,
      IoScheduler scheduler,
      Set<WriterKind> kinds,
      Omission omission,
      boolean direct)
      throws IOException {
    Writers writers = new Writers();
    for (WriterKind kind : kinds) {
      if (!kind.isLog()) {
        writers.all.add(new FileWriter(kind, layout, scheduler, omission));
      } else if (omission != Omission.NO_DIRECTORY_SYNC) {
        // Logs would sync all the time, and so make the names durable by chance.
        writers.addLog(kind, layout, scheduler, omission, direct);
      }
    }
    DioFile.syncDirectory(layout.folder());
    return writers;
  }

  @SuppressWarnings("MustBeClosed") // close() closes them
  private void addLog(
      WriterKind kind, Layout layout, IoScheduler scheduler, Omission omission, boolean direct)
      throws IOException {
    if (kind == WriterKind.EXAMPLE_LOG) {
      Path folder = Files.createDirectory(ExampleLogLayout.folder(layout));
      WriteAheadLog log =
          WriteAheadLog.open(
              folder, scheduler, ExampleLogLayout.options(direct, omission), (_, _) -> {});
      logs.add(log::close);
      AtomicLongArray last = new AtomicLongArray(ExampleLogLayout.THREADS);
      for (int i = 0; i < ExampleLogLayout.THREADS; i++) {
        all.add(new ExampleLogWriter(layout, log, i, last));
      }
      return;
    }
    DioFile log = DioFile.open(layout.log(kind), options(direct));
    logs.add(log::close);
    AtomicInteger next = new AtomicInteger();
    int threads = kind == WriterKind.GROUP_COMMIT ? COMMITTING_THREADS : 1;
    for (int i = 0; i < threads; i++) {
      all.add(new LogWriter(kind, layout, scheduler, log, omission, next));
    }
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
    for (Closeable each : logs) {
      each.close();
    }
  }
}
