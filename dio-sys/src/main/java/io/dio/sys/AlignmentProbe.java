// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.sys.DirectAlignment.Source;
import io.dio.sys.foreign.FileStatus;
import io.dio.sys.foreign.FileStatus.DeviceNumber;
import io.dio.sys.foreign.FileStatus.ReportedAlignment;
import io.dio.sys.foreign.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out, once per open, the alignment that direct transfers of a file need. */
final class AlignmentProbe {
  private static final int ASSUMED_BYTES = 4096;

  private final HostFiles host;
  private final Path blockDevices;

  AlignmentProbe(HostFiles host) {
    this(host, Path.of("/sys/dev/block"));
  }

  /**
   * Creates a probe.
   *
   * @param blockDevices the folder in which the kernel describes block devices, one folder per
   *     "major:minor"; see sysfs-dev of the kernel's ABI documentation
   */
  AlignmentProbe(HostFiles host, Path blockDevices) {
    this.host = host;
    this.blockDevices = blockDevices;
  }

  /** {@return the alignment of an open direct file} */
  DirectAlignment probe(int descriptor, FileStatus status) {
    if (!Platform.requiresAlignment()) {
      return DirectAlignment.UNRESTRICTED;
    }
    ReportedAlignment reported = status.direct();
    if (reported != null && reported.supported()) {
      return DirectAlignment.of(
          reported.memory(), reported.offset(), reported.readOffset(), Source.STATX);
    }
    int sectorBytes =
        status.isBlockDevice()
            ? (int) host.deviceSectorBytes(descriptor)
            : sectorBytesBelow(status.device());
    if (isPlausible(sectorBytes)) {
      return DirectAlignment.of(sectorBytes, sectorBytes, sectorBytes, Source.BLOCK_DEVICE);
    }
    return DirectAlignment.of(ASSUMED_BYTES, ASSUMED_BYTES, ASSUMED_BYTES, Source.ASSUMED);
  }

  private static boolean isPlausible(int sectorBytes) {
    return sectorBytes >= 512 && Integer.bitCount(sectorBytes) == 1;
  }

  /**
   * {@return the sector size of the device below a file system, 0 if it has none or several} File
   * systems such as tmpfs and btrfs number their files with a device that does not exist.
   */
  private int sectorBytesBelow(DeviceNumber device) {
    Path folder = blockDevices.resolve(device.major() + ":" + device.minor());
    int sectorBytes = readNumber(folder.resolve("queue/logical_block_size"));
    // A partition has no queue of its own. The folder above it belongs to the whole disk.
    return sectorBytes > 0
        ? sectorBytes
        : readNumber(folder.resolve("../queue/logical_block_size"));
  }

  private static int readNumber(Path file) {
    try {
      return Integer.parseInt(Files.readString(file).strip());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
