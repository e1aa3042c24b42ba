// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.sys.foreign.FileStatus.DeviceNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the kernel can poll the device of one open file for completions.
 *
 * <p>A device with its own folder in sysfs tells it there. A file system such as btrfs has no such
 * folder; then only an operation tells it. Threads race on the fields on purpose: a lost update
 * costs one more question.
 */
public final class DevicePolling {
  private enum Answer {
    UNKNOWN,
    NOT_REFUSED,
    REFUSED
  }

  private static final Path BLOCK_DEVICES = Path.of("/sys/dev/block");

  private final Path blockDevices;
  private final DeviceNumber device;
  private Answer answer = Answer.UNKNOWN;

  /** The number of the scheduler that knows of the refusal; 0 for none. */
  private int knownTo;

  /**
   * Creates the answer of one file.
   *
   * @param device the device that holds the file, or that it is
   */
  public DevicePolling(DeviceNumber device) {
    this(device, BLOCK_DEVICES);
  }

  /**
   * Creates the answer of one file.
   *
   * @param blockDevices the folder in which the kernel describes block devices, one folder per
   *     "major:minor"; see sysfs-dev of the kernel's ABI documentation
   */
  DevicePolling(DeviceNumber device, Path blockDevices) {
    this.device = device;
    this.blockDevices = blockDevices;
  }

  /** {@return whether it may be tried} The first call reads a file of sysfs. */
  public boolean isPossible() {
    if (answer == Answer.UNKNOWN) {
      answer = hasNoQueues() ? Answer.REFUSED : Answer.NOT_REFUSED;
    }
    return answer == Answer.NOT_REFUSED;
  }

  /** Notes that an operation was refused. */
  public void refused() {
    answer = Answer.REFUSED;
  }

  /** {@return whether {@code scheduler}, which is not 0, learns of the refusal by this call} */
  public boolean isNewTo(int scheduler) {
    boolean isNew = knownTo != scheduler;
    knownTo = scheduler;
    return isNew;
  }

  private boolean hasNoQueues() {
    Path folder = blockDevices.resolve(device.major() + ":" + device.minor());
    // A partition has no queue of its own. The folder above it belongs to the whole disk.
    return isZero(folder.resolve("queue/io_poll")) || isZero(folder.resolve("../queue/io_poll"));
  }

  private static boolean isZero(Path file) {
    try {
      return Files.readString(file).strip().equals("0");
    } catch (IOException e) {
      return false;
    }
  }
}
