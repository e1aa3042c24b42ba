// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.fresh;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Links {@code getpid} and calls it: the least that a program pays which uses the Foreign Function
 * and Memory API.
 */
final class GetpidProgram {
  private GetpidProgram() {}

  /** Prints the nanoseconds of its first use. */
  @SuppressWarnings("restricted") // the JVM that runs this program permits it
  public static void main(String[] arguments) throws Throwable {
    long start = System.nanoTime();
    Linker linker = Linker.nativeLinker();
    MemorySegment address = linker.defaultLookup().find("getpid").orElseThrow();
    MethodHandle getpid =
        linker.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_INT));
    int pid = (int) getpid.invokeExact();
    long nanos = System.nanoTime() - start;
    if (pid != ProcessHandle.current().pid()) {
      throw new AssertionError("getpid returned " + pid);
    }
    System.out.println(nanos);
  }
}
