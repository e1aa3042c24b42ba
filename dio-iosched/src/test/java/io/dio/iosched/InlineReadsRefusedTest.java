// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * If the kernel cannot tell which pages are cached, a scheduler reports that and hands reads over.
 */
@EnabledOnOs(OS.LINUX)
final class InlineReadsRefusedTest {
  @Test
  void withoutCachestatEveryReadIsHandedOver(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x".repeat(23));
    ChildJvm.Result result =
        ChildJvm.onClassPath(
            List.of("--enable-native-access=ALL-UNNAMED"), InlineReadsProbe.class, file.toString());
    assertThat(result.exitCode()).as(result.output()).isZero();
    // The cause is the filter of the probe, or a kernel before 6.5.
    assertThat(result.output())
        .startsWith(
            "missing=[inline reads, because the page cache cannot be asked: cachestat(): ENOSYS"
                + " (Function not implemented); ")
        .containsAnyOf("so a seccomp filter is likely to hide it", "cachestat needs Linux 6.5")
        .containsAnyOf("permit both cachestat and preadv2]", "; use Linux 6.5 or later]");
    assertThat(result.output().lines()).contains("read=23", "inlineReads=0");
  }
}
