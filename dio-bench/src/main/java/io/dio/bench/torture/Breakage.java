// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import java.util.Locale;

/**
 * A fault that the torture makes itself, to show that it would find one. The library is not at
 * fault then.
 */
public enum Breakage {
  /** Nothing is broken. */
  NONE,
  /** A byte of a file is changed behind the library's back. */
  WRONG_BYTE,
  /** A buffer of a pool is never released. */
  LEAK,
  /** A thread waits for an operation that never completes. */
  HANG;

  /** {@return the name on the command line} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
