// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import java.util.Locale;

/**
 * A mistake that the writers make on purpose, to show that the check would find a loss. The library
 * is not at fault then.
 */
public enum Omission {
  /** The writers do what the documentation says. */
  NONE,
  /** Nothing is synced. */
  NO_SYNC,
  /** The sync comes before the write that it should cover. */
  SYNC_BEFORE_WRITE,
  /** The contents are synced, but not the directory with the name. */
  NO_DIRECTORY_SYNC;

  /** {@return the name on the command line} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
