// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.sys.foreign.FileStatus.DeviceNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DevicePollingTest {
  private static final DeviceNumber DISK = new DeviceNumber(259, 0);
  private static final DeviceNumber PARTITION = new DeviceNumber(259, 1);

  @TempDir Path blockDevices;

  /** A disk with one partition, as sysfs shows them: the folder of a device is a link. */
  @BeforeEach
  void setUp() throws IOException {
    Path disk = blockDevices.resolve("nvme0n1");
    Files.createDirectories(disk.resolve("queue"));
    Files.createDirectories(disk.resolve("nvme0n1p1"));
    Files.createSymbolicLink(blockDevices.resolve("259:0"), disk);
    Files.createSymbolicLink(blockDevices.resolve("259:1"), disk.resolve("nvme0n1p1"));
  }

  private void polls(String value) throws IOException {
    Files.writeString(blockDevices.resolve("nvme0n1/queue/io_poll"), value + "\n");
  }

  private DevicePolling of(DeviceNumber device) {
    return new DevicePolling(device, blockDevices);
  }

  @Test
  void aDeviceWithoutQueuesForPollingIsNotTried() throws IOException {
    polls("0");
    assertThat(of(DISK).isPossible()).isFalse();
    assertThat(of(PARTITION).isPossible()).isFalse();
  }

  @Test
  void aDeviceWithSuchQueuesIsTriedUntilItRefuses() throws IOException {
    polls("1");
    DevicePolling polling = of(PARTITION);
    assertThat(polling.isPossible()).isTrue();
    assertThat(of(DISK).isPossible()).isTrue();
    polling.refused();
    assertThat(polling.isPossible()).isFalse();
  }

  @Test
  void aDeviceThatSysfsDoesNotDescribeIsTried() {
    assertThat(of(new DeviceNumber(0, 42)).isPossible()).isTrue();
  }

  @Test
  void sysfsIsAskedOnce() throws IOException {
    polls("1");
    DevicePolling polling = of(DISK);
    assertThat(polling.isPossible()).isTrue();
    polls("0");
    assertThat(polling.isPossible()).isTrue();
  }

  @Test
  void aRefusalIsNewToEachSchedulerOnce() {
    DevicePolling polling = of(DISK);
    assertThat(polling.isNewTo(1)).isTrue();
    assertThat(polling.isNewTo(1)).isFalse();
    assertThat(polling.isNewTo(2)).isTrue();
  }
}
