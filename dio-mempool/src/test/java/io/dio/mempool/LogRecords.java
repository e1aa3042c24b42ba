// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Records what the module logs while it is open, and keeps it from the console. */
final class LogRecords extends Handler implements AutoCloseable {

  private final Logger logger = Logger.getLogger("io.dio.mempool");
  private final SimpleFormatter formatter = new SimpleFormatter();
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  static LogRecords open() {
    LogRecords opened = new LogRecords();
    opened.logger.setUseParentHandlers(false);
    opened.logger.addHandler(opened);
    return opened;
  }

  /** {@return messages as a reader sees them, each after its level} */
  List<String> messages() {
    return records.stream()
        .map(logged -> logged.getLevel() + ": " + formatter.formatMessage(logged))
        .toList();
  }

  @Override
  public void publish(LogRecord logged) {
    records.add(logged);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
