// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/**
 * A priority of I/O as ioprio_set(2) defines it. Only some I/O schedulers of block devices mind it
 * (bfq, mq-deadline).
 */
public final class IoPriority {
  /** That of the thread that makes the call. */
  public static final IoPriority INHERITED = new IoPriority("inherited", 0);

  /** Served when nobody else needs the device. */
  public static final IoPriority IDLE = new IoPriority("idle", value(3, 0));

  private static final int LEVELS = 8;
  private static final int CLASS_SHIFT = 13;

  private final String name;
  private final int value;

  private IoPriority(String name, int value) {
    this.name = name;
    this.value = value;
  }

  /**
   * {@return the usual class, at one of its levels}
   *
   * @param level 0, the first served, to 7; programs have 4 unless their nice value says otherwise
   */
  public static IoPriority bestEffort(int level) {
    return new IoPriority("best effort " + requireLevel(level), value(2, level));
  }

  /**
   * {@return the class that is served before all others} It needs CAP_SYS_ADMIN or CAP_SYS_NICE; a
   * scheduler asked for it without is not opened.
   *
   * @param level 0, the first served, to 7
   */
  public static IoPriority realTime(int level) {
    return new IoPriority("real time " + requireLevel(level), value(1, level));
  }

  private static int requireLevel(int level) {
    if (level < 0 || level >= LEVELS) {
      throw new IllegalArgumentException("level " + level + " is not in 0.." + (LEVELS - 1));
    }
    return level;
  }

  private static int value(int ioClass, int level) {
    return ioClass << CLASS_SHIFT | level;
  }

  /** {@return as the kernel has it; 0 for {@link #INHERITED}} */
  public int value() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IoPriority priority && priority.value == value;
  }

  @Override
  public int hashCode() {
    return value;
  }

  @Override
  public String toString() {
    return name;
  }
}
