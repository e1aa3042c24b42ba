// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import java.util.Locale;

/** The activity beside a job while it is measured, by its name in {@code --beside}. */
public enum Beside {
  /** No activity. */
  NONE,
  /** Writes another file and makes it durable, over and over. */
  SYNC;

  /** {@return the name on the command line and in reports} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
