// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import java.util.Locale;

/**
 * The operating system and the processor on which this JVM runs, as far as constants and structures
 * of the C library depend on them.
 *
 * @param os the operating system
 * @param arch the processor architecture
 */
public record Host(Os os, Arch arch) {

  /** An operating system that dio supports. */
  public enum Os {
    /** Linux. */
    LINUX,
    /** macOS, which has no io_uring. */
    MACOS
  }

  /** A processor architecture that dio supports. */
  public enum Arch {
    /** x86-64, also called AMD64. */
    X86_64,
    /** 64-bit ARM. */
    AARCH64;

    /**
     * {@return what differs between the processors, for this one} A switch would do the same, but
     * the JVM would load one more class for it at the first use.
     */
    public <T> T choose(T onX86, T onArm) {
      return this == X86_64 ? onX86 : onArm;
    }
  }

  // Null on an unsupported host. An exception thrown here would reach the second caller as a
  // NoClassDefFoundError without a reason.
  private static final Host CURRENT =
      recognise(System.getProperty("os.name"), System.getProperty("os.arch"));

  /**
   * {@return the host of this JVM}
   *
   * @throws UnsupportedOperationException if it is neither Linux nor macOS, or neither x86-64 nor
   *     64-bit ARM
   */
  public static Host current() {
    return requireSupported(CURRENT, System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /** {@return whether this JVM runs on Linux; false, not an exception, on an unsupported host} */
  public static boolean isLinux() {
    return CURRENT != null && CURRENT.os == Os.LINUX;
  }

  /** {@return whether this JVM runs on macOS; false, not an exception, on an unsupported host} */
  public static boolean isMacOs() {
    return CURRENT != null && CURRENT.os == Os.MACOS;
  }

  static Host requireSupported(Host recognised, String osName, String osArch) {
    if (recognised == null) {
      throw new UnsupportedOperationException(
          "dio runs on Linux and macOS, on x86_64 and aarch64; this JVM runs on "
              + osName
              + " ("
              + osArch
              + ")");
    }
    return recognised;
  }

  /** {@return the host named by the system properties os.name and os.arch, null if unsupported} */
  static Host recognise(String osName, String osArch) {
    Os os =
        switch (osName.toLowerCase(Locale.ROOT)) {
          case "linux" -> Os.LINUX;
          case "mac os x", "macos" -> Os.MACOS;
          default -> null;
        };
    Arch arch =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> Arch.X86_64;
          case "aarch64", "arm64" -> Arch.AARCH64;
          default -> null;
        };
    return os == null || arch == null ? null : new Host(os, arch);
  }
}
