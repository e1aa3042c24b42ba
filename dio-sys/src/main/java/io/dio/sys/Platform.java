// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.foreign.Host;

/**
 * Properties of this operating system, for programs that want to know them before they open a file.
 *
 * @since 0.1.0
 */
public final class Platform {
  private Platform() {}

  /**
   * {@return whether {@link DioFile#advise} supports every advice for a range} It is true on Linux.
   * On macOS some advice applies to the whole file, and some does not exist.
   */
  public static boolean usesFadvise() {
    return isLinux();
  }

  /**
   * {@return whether direct transfers must be aligned} It is true on Linux, where {@link
   * DioFile#alignment()} gives the alignment of a file. macOS requires no alignment.
   */
  public static boolean requiresAlignment() {
    return isLinux();
  }

  /**
   * {@return whether files opened with DSYNC or SYNC need {@link DioFile#syncAfterWrite()} before
   * their writes are durable} It is false on Linux, where the open option is enough. On macOS the
   * option would write only to the cache of the drive.
   */
  public static boolean requiresExplicitSync() {
    return !isLinux();
  }

  private static boolean isLinux() {
    return Host.current().os() == Host.Os.LINUX;
  }
}
