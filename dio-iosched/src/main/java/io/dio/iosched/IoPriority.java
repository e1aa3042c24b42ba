// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/**
 * An I/O priority as ioprio_set(2) defines it. Only some I/O schedulers of block devices respect it
 * (bfq, mq-deadline).
 *
 * @since 0.1.0
 */
public final class IoPriority {
  /** The priority of the thread that makes the system call. */
  public static final IoPriority INHERITED = new IoPriority("inherited", 0);

  /** The idle class: requests are served only when no other process uses the device. */
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
   * {@return a priority of the best-effort class, which is the normal class}
   *
   * @param level 0, the highest, to 7. A process has level 4 unless its nice value says otherwise.
   */
  public static IoPriority bestEffort(int level) {
    return new IoPriority("best effort " + requireLevel(level), value(2, level));
  }

  /**
   * {@return a priority of the real-time class, which is served before all others} It needs
   * CAP_SYS_ADMIN or CAP_SYS_NICE. Without them a scheduler with this priority cannot be opened.
   *
   * @param level 0, the highest, to 7
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

  /** {@return the value that the kernel uses; 0 for {@link #INHERITED}} */
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
