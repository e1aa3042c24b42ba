// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dio.align.foreign.Host.Arch;
import io.dio.align.foreign.Host.Os;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostTest {

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, LINUX, X86_64",
    "Linux, aarch64, LINUX, AARCH64",
    "Mac OS X, x86_64, MACOS, X86_64",
    "Mac OS X, aarch64, MACOS, AARCH64"
  })
  void supportedHostsAreRecognisedAsTheJdkNamesThem(
      String osName, String osArch, Os os, Arch arch) {
    assertThat(Host.recognise(osName, osArch)).isEqualTo(new Host(os, arch));
  }

  @ParameterizedTest
  @CsvSource({
    "Windows 11, amd64",
    "FreeBSD, amd64",
    "Linux, riscv64",
    "Linux, x86",
    "Linux, s390x",
    "AIX, ppc64"
  })
  void otherHostsAreRefusedByName(String osName, String osArch) {
    Host host = Host.recognise(osName, osArch);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> Host.requireSupported(host, osName, osArch))
        .withMessage(
            "dio runs on Linux and macOS, on x86_64 and aarch64; this JVM runs on %s (%s)",
            osName, osArch);
  }

  @Test
  void theHostOfTheseTestsIsOneOfThem() {
    assertThat(Host.current().os()).isEqualTo(Host.isLinux() ? Os.LINUX : Os.MACOS);
    assertThat(Host.isMacOs()).isNotEqualTo(Host.isLinux());
  }
}
