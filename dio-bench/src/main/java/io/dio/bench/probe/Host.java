// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.probe;

/** The properties of the machine on which results depend. Every report names them. */
public final class Host {
  private Host() {}

  /** {@return the operating system and its release, such as "Linux 6.18.0"} */
  public static String kernel() {
    return System.getProperty("os.name") + " " + System.getProperty("os.version");
  }

  /** {@return the number of processors and their kind} */
  public static String processors() {
    String name = SystemFiles.ofThisSystem().processor();
    int count = Runtime.getRuntime().availableProcessors();
    return count + " x " + (name == null ? System.getProperty("os.arch") : name);
  }

  /** {@return the Java runtime's version and its vendor} */
  public static String jdk() {
    return Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
  }
}
