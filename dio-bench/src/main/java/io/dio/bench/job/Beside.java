// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import java.util.Locale;

/**
 * The activity next to a job while it is measured, with the names that {@code --beside} accepts.
 */
public enum Beside {
  /** Nothing. */
  NONE,
  /** Another file is written and made durable, over and over. */
  SYNC;

  /** {@return the name on the command line and in reports} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
