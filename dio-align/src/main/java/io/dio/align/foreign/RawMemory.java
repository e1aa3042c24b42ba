// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
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

  // For the accesses that are not plain. A plain one needs no handle of its own.
  private static final VarHandle INT = JAVA_INT.varHandle();

  private RawMemory() {}

  /**
   * Sets an 8-bit value.
   *
   * @param address where it goes
   * @param value the new value
   */
  public static void setByte(long address, byte value) {
    ALL.set(JAVA_BYTE, address, value);
  }

  /**
   * {@return an 8-bit value}
   *
   * @param address where it is
   */
  public static byte getByte(long address) {
    return ALL.get(JAVA_BYTE, address);
  }

  /**
   * Sets a 16-bit value.
   *
   * @param address where it goes
   * @param value the new value
   */
  public static void setShort(long address, short value) {
    ALL.set(JAVA_SHORT, address, value);
  }

  /**
   * {@return a 32-bit value}
   *
   * @param address where it is
   */
  public static int getInt(long address) {
    return ALL.get(JAVA_INT, address);
  }

  /**
   * Sets a 32-bit value.
   *
   * @param address where it goes
   * @param value the new value
   */
  public static void setInt(long address, int value) {
    ALL.set(JAVA_INT, address, value);
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
    return ALL.get(JAVA_LONG, address);
  }

  /**
   * Sets a 64-bit value.
   *
   * @param address where it goes
   * @param value the new value
   */
  public static void setLong(long address, long value) {
    ALL.set(JAVA_LONG, address, value);
  }
}
