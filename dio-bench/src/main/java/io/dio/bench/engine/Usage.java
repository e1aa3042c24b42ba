// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The clock and the processor time of the process. A difference of two readings is a measurement.
 *
 * @param nanos the clock
 * @param cpuNanos user and system time of all threads and of the kernel's workers for the process;
 *     the JDK reads it in steps of 10 ms
 */
public record Usage(long nanos, long cpuNanos) {
  /** No time at all. */
  public static final Usage NONE = new Usage(0, 0);

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** {@return the reading of this moment} */
  public static Usage now() {
    return new Usage(System.nanoTime(), SYSTEM.getProcessCpuTime());
  }

  /** {@return what was used between {@code before} and this} */
  public Usage since(Usage before) {
    return new Usage(nanos - before.nanos, cpuNanos - before.cpuNanos);
  }

  /** {@return the sum of both} */
  public Usage plus(Usage other) {
    return new Usage(nanos + other.nanos, cpuNanos + other.cpuNanos);
  }

  /** {@return the time in seconds} */
  public double seconds() {
    return nanos / 1e9;
  }

  /** {@return the processor time of each operation} NaN if there was none. */
  public double cpuMicrosPer(long operations) {
    return operations == 0 ? Double.NaN : cpuNanos / 1e3 / operations;
  }
}
