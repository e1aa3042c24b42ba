// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import java.lang.System.Logger.Level;

/**
 * What has to be told although there is no caller to throw it at, through the logger {@code
 * io.dio.iosched}.
 *
 * <p>Nothing is ever thrown here: logging fails when memory is short, or in somebody's logger, and
 * the thread that completes operations has others to complete.
 */
public final class Reports {
  private Reports() {}

  public static void warning(String message, Throwable cause) {
    log(Level.WARNING, message, cause);
  }

  public static void error(String message, Throwable cause) {
    log(Level.ERROR, message, cause);
  }

  private static void log(Level level, String message, Throwable cause) {
    try {
      System.getLogger("io.dio.iosched").log(level, message, cause);
    } catch (Throwable _) {
      // Nobody is left to tell.
    }
  }
}
