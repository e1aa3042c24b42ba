// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.sys.DirectAlignment.Source;
import io.dio.sys.foreign.FileStatus;
import io.dio.sys.foreign.FileStatus.DeviceNumber;
import io.dio.sys.foreign.FileStatus.ReportedAlignment;
import io.dio.sys.foreign.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search for the alignment on older kernels, with a folder in place of /sys/dev/block. */
class AlignmentProbeTest {
  private static final int REGULAR_FILE = 0100644;

  @TempDir Path blockDevices;

  private static FileStatus status(ReportedAlignment direct) {
    return new FileStatus(
        REGULAR_FILE, 0, 0, new DeviceNumber(8, 17), 2, new DeviceNumber(0, 0), direct);
  }

  private DirectAlignment probe(FileStatus status) {
    return new AlignmentProbe(HostFiles.current(), blockDevices).probe(-1, status);
  }

  private static void describe(Path folder, String sectorBytes) throws IOException {
    Files.createDirectories(folder.resolve("queue"));
    Files.writeString(folder.resolve("queue/logical_block_size"), sectorBytes + "\n");
  }

  @Test
  void whatTheKernelReportsForTheFileComesFirst() throws IOException {
    describe(blockDevices.resolve("8:17"), "4096");
    assertThat(probe(status(new ReportedAlignment(4, 1024, 512))))
        .isEqualTo(DirectAlignment.of(4, 1024, 512, Source.STATX));
  }

  @Test
  void thenTheSectorSizeOfTheDeviceBelow() throws IOException {
    describe(blockDevices.resolve("8:17"), "512");
    assertThat(probe(status(null)))
        .isEqualTo(DirectAlignment.of(512, 512, 512, Source.BLOCK_DEVICE));
  }

  @Test
  void aPartitionHasTheSectorsOfItsDisk() throws IOException {
    Path disk = blockDevices.resolve("devices/sdb");
    describe(disk, "4096");
    Path partition = Files.createDirectory(disk.resolve("sdb1"));
    Files.createSymbolicLink(blockDevices.resolve("8:17"), partition);
    assertThat(probe(status(null)))
        .isEqualTo(DirectAlignment.of(4096, 4096, 4096, Source.BLOCK_DEVICE));
  }

  @Test
  void withoutAnyDevice4096IsAssumed() {
    assertThat(probe(status(null))).isEqualTo(DirectAlignment.of(4096, 4096, 4096, Source.ASSUMED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-512", "520", "many"})
  void nonsenseIsNotBelieved(String sectorBytes) throws IOException {
    describe(blockDevices.resolve("8:17"), sectorBytes);
    assertThat(probe(status(null)).source()).isEqualTo(Source.ASSUMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -512, 3, Integer.MIN_VALUE})
  void anAlignmentIsAPowerOfTwo(int value) {
    assertThatThrownBy(() -> DirectAlignment.of(value, 1, 1, Source.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("memory " + value + " is not a power of two");
    assertThatThrownBy(() -> DirectAlignment.of(1, value, 1, Source.NONE))
        .hasMessageContaining("offset " + value);
    assertThatThrownBy(() -> DirectAlignment.of(1, 1, value, Source.NONE))
        .hasMessageContaining("readOffset " + value);
  }
}
