// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.time.Duration;

/**
 * The time limits of tests on machines of all speeds: the system property {@code
 * dio.test.timeoutFactor} multiplies every limit.
 */
public final class TimeLimits {
  private static final String PROPERTY = "dio.test.timeoutFactor";
  private static final int FACTOR = Math.max(1, Integer.getInteger(PROPERTY, 1));

  private TimeLimits() {}

  /** {@return a limit, multiplied for this machine} */
  public static Duration of(Duration limit) {
    return limit.multipliedBy(FACTOR);
  }

  /** {@return a limit of that many seconds, multiplied for this machine} */
  public static Duration ofSeconds(long seconds) {
    return of(Duration.ofSeconds(seconds));
  }
}
