// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DeviceFlushesTest {
  @Test
  void theFlushesAreTheSixteenthField() {
    assertThat(DeviceFlushes.parse("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15  562 38\n")).hasValue(562);
  }

  @Test
  void aKernelThatDoesNotCountThemHasNone() {
    assertThat(DeviceFlushes.parse("1 2 3 4 5 6 7 8 9 10 11\n")).isEmpty();
  }

  @Test
  void aFileThatDoesNotExistHasNone() {
    assertThat(DeviceFlushes.ofDeviceOf(Path.of("/no/such/file")).count()).isEmpty();
  }

  @Test
  void deviceNumbersAreDecodedAsTheCLibraryDoes() {
    long device = 0x0012_3456_7890_abcdL;
    assertThat(DeviceFlushes.major(device)).isEqualTo(0x0012_30abL);
    assertThat(DeviceFlushes.minor(device)).isEqualTo(0x4567_89cdL);
    assertThat(DeviceFlushes.major(0xfe00)).isEqualTo(254);
    assertThat(DeviceFlushes.minor(0xfe00)).isZero();
  }
}
