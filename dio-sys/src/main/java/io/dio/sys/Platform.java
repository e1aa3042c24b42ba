// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.foreign.Host;

/** What this host needs and honours, for code that would rather know than try. */
public final class Platform {
  private Platform() {}

  /**
   * {@return whether {@link DioFile#advise} can say everything about a range} True on Linux. On
   * macOS some advice applies to the whole file and some has no counterpart.
   */
  public static boolean usesFadvise() {
    return isLinux();
  }

  /**
   * {@return whether direct transfers must be aligned} True on Linux; how much, a file's {@link
   * DioFile#alignment()} says. macOS makes no demand.
   */
  public static boolean requiresAlignment() {
    return isLinux();
  }

  /**
   * {@return whether files opened with DSYNC or SYNC need {@link DioFile#syncAfterWrite()} before
   * their writes are durable} False on Linux, where the open option does it. On macOS the option
   * would stop at the drive's cache.
   */
  public static boolean requiresExplicitSync() {
    return !isLinux();
  }

  private static boolean isLinux() {
    return Host.current().os() == Host.Os.LINUX;
  }
}
