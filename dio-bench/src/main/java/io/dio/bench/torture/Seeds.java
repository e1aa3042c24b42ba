// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import java.util.Random;
import java.util.SplittableRandom;

/** Random numbers for seeds that follow one another. */
final class Seeds {
  private Seeds() {}

  /**
   * {@return a generator whose first numbers differ between neighbouring seeds} Those of {@code new
   * Random(seed)} are nearly the same for thousands of seeds in a row.
   */
  static Random random(long seed) {
    return Random.from(new SplittableRandom(seed));
  }
}
