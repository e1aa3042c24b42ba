// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.List;
import java.util.SplittableRandom;

/** The random decisions of a simulation. All of them follow from the seed. */
public final class Dice {
  private final SplittableRandom random;

  public Dice(long seed) {
    random = new SplittableRandom(seed);
  }

  public boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** {@return 0 up to {@code bound}, exclusively} */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** {@return a number of both or in between} */
  public int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  public <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  @SafeVarargs
  public final <T> T oneOf(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
