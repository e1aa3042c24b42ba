// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The flushes that a block device has executed, for all programs of the machine. A sync of a file
 * makes one, unless the kernel combines it with others. Linux counts them since 5.5.
 */
final class DeviceFlushes {
  /** Of the fields in /sys/block/DEVICE/stat, counted from 0. */
  private static final int FLUSHES_FIELD = 15;

  private static final Path DEVICES = Path.of("/sys/dev/block");

  private final Path stat;

  private DeviceFlushes(Path stat) {
    this.stat = stat;
  }

  /** {@return the counter of the device on which a file is stored} */
  static DeviceFlushes ofDeviceOf(Path file) {
    try {
      long device = ((Number) Files.getAttribute(file, "unix:dev")).longValue();
      Path folder = DEVICES.resolve(major(device) + ":" + minor(device));
      // Flushes are counted for the whole disk. The folder of a partition is inside the disk's.
      Path disk =
          Files.exists(folder.resolve("partition")) ? folder.toRealPath().resolve("..") : folder;
      return new DeviceFlushes(disk.resolve("stat"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return new DeviceFlushes(DEVICES.resolve("none"));
    }
  }

  /** As gnu_dev_major(3). */
  static long major(long device) {
    return (device >>> 8 & 0xFFF) | (device >>> 32 & ~0xFFFL);
  }

  /** As gnu_dev_minor(3). */
  static long minor(long device) {
    return (device & 0xFF) | (device >>> 12 & 0xFFFF_FF00L);
  }

  /** {@return the flushes up to now; empty if this system does not count them} */
  OptionalLong count() {
    try {
      return parse(Files.readString(stat));
    } catch (IOException e) {
      return OptionalLong.empty(); // a file system in memory, or no Linux
    }
  }

  static OptionalLong parse(String stat) {
    String[] fields = stat.strip().split("\\s+", -1);
    return fields.length > FLUSHES_FIELD
        ? OptionalLong.of(Long.parseLong(fields[FLUSHES_FIELD]))
        : OptionalLong.empty();
  }
}
