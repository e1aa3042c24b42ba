// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.probe;

/** What numbers depend on and every report therefore names. */
public final class Host {
  private Host() {}

  /** {@return the operating system and its release, such as "Linux 6.18.0"} */
  public static String kernel() {
    return System.getProperty("os.name") + " " + System.getProperty("os.version");
  }

  /** {@return the Java runtime's version and its vendor} */
  public static String jdk() {
    return Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
  }
}
