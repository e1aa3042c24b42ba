// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import java.util.Locale;

/** The access patterns, by their names in {@code --rw}. */
public enum Access {
  /** Reads whole blocks at random. */
  RANDREAD(false, true),
  /** Writes whole blocks at random. */
  RANDWRITE(true, true),
  /** Reads from start to end, over and over. Each thread has its own part of the file. */
  READ(false, false),
  /** Writes from start to end, over and over. Each thread has its own part of the file. */
  WRITE(true, false);

  private final boolean write;
  private final boolean random;

  Access(boolean write, boolean random) {
    this.write = write;
    this.random = random;
  }

  public boolean isWrite() {
    return write;
  }

  public boolean isRandom() {
    return random;
  }

  /** {@return the name on the command line and in reports} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
