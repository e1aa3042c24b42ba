// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.fresh;

/** Does nothing: what its process takes is the JVM's own start. */
final class EmptyProgram {
  private EmptyProgram() {}

  /** Prints the nanoseconds of its first use, as each program here does. */
  public static void main(String[] arguments) {
    System.out.println(0);
  }
}
