// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import org.junit.jupiter.api.Assumptions;

/** Skips a test where the machine cannot run it, and says why on the console of the build. */
public final class Skip {

  private Skip() {}

  /**
   * Goes on if a condition holds, else ends the test as skipped. JUnit alone would keep the reason
   * in a report that nobody opens while the build is green.
   *
   * @param condition what the test needs
   * @param reason what is missing, and how to have it if that is possible
   */
  public static void unless(boolean condition, String reason) {
    if (!condition) {
      StackTraceElement caller = new Throwable().getStackTrace()[1];
      System.out.println("SKIPPED in " + caller.getClassName() + ": " + reason);
    }
    Assumptions.assumeTrue(condition, reason);
  }
}
