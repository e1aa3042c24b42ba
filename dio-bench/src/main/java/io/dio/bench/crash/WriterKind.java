// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import java.util.Locale;

/** The ways to make something durable that are tried, by their names in reports. */
public enum WriterKind {
  /** {@code Op.write(...).durable()}. */
  DURABLE_WRITE,
  /** {@code Op.write(...).link(Op.dataSync(...))}. */
  CHAIN,
  /** Several writes and an {@code Op.barrierSync} behind them. */
  BARRIER_SYNC,
  /** Threads that each write, and wait for a {@code dataSync} of their own. */
  GROUP_COMMIT,
  /** {@code DioFile.writeFile}. */
  WRITE_FILE,
  /** {@code Op.replaceFile}. */
  REPLACE_FILE,
  /** A synced file and {@code DioFile.renameDurably}. */
  RENAME_DURABLY,
  /** {@code DioFile.createAndAllocate}, a write, a sync, and a sync of the directory. */
  CREATE_AND_ALLOCATE,
  /** The example of a write-ahead log, {@code io.dio.bench.log}. */
  EXAMPLE_LOG;

  /** {@return whether it appends records, to one file or to segments} */
  boolean isLog() {
    return switch (this) {
      case DURABLE_WRITE, CHAIN, BARRIER_SYNC, GROUP_COMMIT, EXAMPLE_LOG -> true;
      default -> false;
    };
  }

  /** {@return whether it replaces the same files again and again} */
  boolean replaces() {
    return this == WRITE_FILE || this == REPLACE_FILE;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
