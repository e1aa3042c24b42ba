// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Records the messages that a module logs while this is open, and keeps them from the console. */
public final class LogRecords extends Handler implements AutoCloseable {
  private final Logger logger;
  private final SimpleFormatter formatter = new SimpleFormatter();
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  private LogRecords(Logger logger) {
    this.logger = logger;
  }

  /** Records the logger of that name and all below it. */
  public static LogRecords of(String loggerName) {
    LogRecords opened = new LogRecords(Logger.getLogger(loggerName));
    opened.logger.setUseParentHandlers(false);
    opened.logger.addHandler(opened);
    return opened;
  }

  /** {@return messages as a reader sees them, each after its level} */
  public List<String> messages() {
    return records.stream()
        .map(logged -> logged.getLevel() + ": " + formatter.formatMessage(logged))
        .toList();
  }

  /** {@return the exceptions of the records that have one, in order} */
  public List<Throwable> thrown() {
    return records.stream().map(LogRecord::getThrown).filter(t -> t != null).toList();
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
