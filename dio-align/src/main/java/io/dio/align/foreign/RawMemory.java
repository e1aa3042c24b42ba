// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Reads and writes native memory by absolute address, for io_uring's rings and iovec arrays.
 *
 * <p>There is no protection: the caller is responsible for the address. It must be aligned to the
 * size of the value. A misaligned or negative address is refused with an exception. Any other
 * address that is not mapped crashes the JVM. A method without a suffix is a plain access; {@code
 * Acquire} and {@code Release} have the meaning they have in {@link VarHandle}.
 */
public final class RawMemory {

  // One constant segment over all memory and constant handles. The JIT compiler reduces an access
  // to the machine instruction and one comparison. A segment per structure would be loaded from a
  // field, and its liveness, thread and bounds would be checked each time.
  private static final MemorySegment ALL = Native.segment(0, Long.MAX_VALUE);
  private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();
  private static final VarHandle SHORT = ValueLayout.JAVA_SHORT.varHandle();
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private RawMemory() {}

  /**
   * Sets an 8-bit value.
   *
   * @param address where it goes
   * @param value the new value
   */
  public static void setByte(long address, byte value) {
    BYTE.set(ALL, address, value);
  }

  /**
   * Sets a 16-bit value.
   *
   * @param address where it goes
   * @param value the new value
   */
  public static void setShort(long address, short value) {
    SHORT.set(ALL, address, value);
  }

  /**
   * {@return a 32-bit value}
   *
   * @param address where it is
   */
  public static int getInt(long address) {
    return (int) INT.get(ALL, address);
  }

  /**
   * Sets a 32-bit value.
   *
   * @param address where it goes
   * @param value the new value
   */
  public static void setInt(long address, int value) {
    INT.set(ALL, address, value);
  }

  /**
   * {@return a 32-bit value, acquire}
   *
   * @param address where it is
   */
  public static int getIntAcquire(long address) {
    return (int) INT.getAcquire(ALL, address);
  }

  /**
   * Sets a 32-bit value, release.
   *
   * @param address where it goes
   * @param value the new value
   */
  public static void setIntRelease(long address, int value) {
    INT.setRelease(ALL, address, value);
  }

  /**
   * {@return a 64-bit value}
   *
   * @param address where it is
   */
  public static long getLong(long address) {
    return (long) LONG.get(ALL, address);
  }

  /**
   * Sets a 64-bit value.
   *
   * @param address where it goes
   * @param value the new value
   */
  public static void setLong(long address, long value) {
    LONG.set(ALL, address, value);
  }
}
