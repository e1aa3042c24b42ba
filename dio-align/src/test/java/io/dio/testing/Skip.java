// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import org.junit.jupiter.api.Assumptions;

/** Skips a test if the machine cannot run it, and prints the reason on the console of the build. */
public final class Skip {

  private Skip() {}

  /**
   * Continues if a condition holds, else ends the test as skipped. JUnit alone would keep the
   * reason in a report, and people do not open reports of a green build.
   *
   * @param condition the need of the test
   * @param reason what is missing, and how to get it if that is possible
   */
  public static void unless(boolean condition, String reason) {
    if (!condition) {
      StackTraceElement caller = new Throwable().getStackTrace()[1];
      System.out.println("SKIPPED in " + caller.getClassName() + ": " + reason);
    }
    Assumptions.assumeTrue(condition, reason);
  }
}
