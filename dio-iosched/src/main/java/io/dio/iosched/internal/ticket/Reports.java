// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import java.lang.System.Logger.Level;

/**
 * Logs errors that cannot be thrown to a caller, with the logger {@code io.dio.iosched}.
 *
 * <p>These methods never throw. Logging can fail if memory is short or in the program's own logger,
 * and the calling thread has other operations to complete.
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
      // Logging failed, and there is no other way to report the error.
    }
  }
}
