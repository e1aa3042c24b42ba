// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

/**
 * The version of this kernel, for tests of what only newer kernels have. Distributions put parts of
 * newer kernels into old ones. So a test may excuse a failure by the version, but must not expect
 * one.
 */
public final class KernelVersion {
  private KernelVersion() {}

  public static boolean isAtLeast(int major, int minor) {
    String[] parts = System.getProperty("os.version").split("[^0-9]+", 3);
    int thisMajor = Integer.parseInt(parts[0]);
    return thisMajor > major || (thisMajor == major && Integer.parseInt(parts[1]) >= minor);
  }
}
