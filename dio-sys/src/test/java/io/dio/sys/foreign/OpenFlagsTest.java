// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.Host.Arch;
import org.junit.jupiter.api.Test;

/** Values copied from the headers a second time, in octal as in the headers. */
class OpenFlagsTest {

  @Test
  void linuxOnX86() {
    assertThat(OpenFlags.linux(Arch.X86_64))
        .isEqualTo(
            new OpenFlags(
                0100, 0200, 01000, 0200000, 02000000, 010000, 04010000, 040000, 02000, 0400000));
  }

  @Test
  void linuxOnArmSwapsTheMeaningOfDirectAndDirectory() {
    OpenFlags arm = OpenFlags.linux(Arch.AARCH64);
    assertThat(arm)
        .isEqualTo(
            new OpenFlags(
                0100, 0200, 01000, 040000, 02000000, 010000, 04010000, 0200000, 02000, 0100000));
    assertThat(arm.direct()).isEqualTo(OpenFlags.linux(Arch.X86_64).directory());
    assertThat(arm.directory()).isEqualTo(OpenFlags.linux(Arch.X86_64).direct());
  }

  @Test
  void macOsHasNeitherODirectNorDurableWrites() {
    assertThat(OpenFlags.darwin())
        .isEqualTo(
            new OpenFlags(0x0200, 0x0800, 0x0400, 0x00100000, 0x01000000, 0, 0, 0, 0x8, 0x100));
  }

  @Test
  void messagesNameThem() {
    for (Arch arch : Arch.values()) {
      OpenFlags flags = OpenFlags.linux(arch);
      assertThat(flags.names(0)).isEqualTo("O_RDONLY");
      assertThat(flags.names(1 | 0100 | 02000000)).isEqualTo("O_WRONLY|O_CREAT|O_CLOEXEC");
      assertThat(flags.names(2 | 0200 | 01000 | 010000)).isEqualTo("O_RDWR|O_EXCL|O_TRUNC|O_DSYNC");
      assertThat(flags.names(2 | 04010000 | flags.direct())).isEqualTo("O_RDWR|O_SYNC|O_DIRECT");
      assertThat(flags.names(flags.directory())).isEqualTo("O_RDONLY|O_DIRECTORY");
      assertThat(flags.names(1 | 040000000)).isEqualTo("O_WRONLY|0x800000");
    }
    assertThat(OpenFlags.darwin().names(2 | 0x0200 | 0x01000000))
        .isEqualTo("O_RDWR|O_CREAT|O_CLOEXEC");
  }
}
