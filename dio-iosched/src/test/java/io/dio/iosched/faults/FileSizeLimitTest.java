// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.DiskFolders;
import io.dio.testing.fixtures.Skip;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** EFBIG at the limit of file sizes. The limit and its signal are of the process: child JVMs. */
@EnabledOnOs(OS.LINUX)
final class FileSizeLimitTest {
  @TempDir private Path folder;

  private Map<String, String> probe(FaultBackend backend, String kind) throws Exception {
    ChildJvm.Result result =
        ChildJvm.onClassPath(
            List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"),
            FileSizeLimitProbe.class,
            backend.name(),
            kind,
            folder.toString());
    assertThat(result.exitCode()).as(result.output()).isZero();
    Map<String, String> told = new LinkedHashMap<>();
    result
        .output()
        .lines()
        .filter(line -> line.contains("="))
        .forEach(line ->
            told.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    return told;
  }

  @ParameterizedTest
  @CsvSource({
    "RING, buffered",
    "RING, direct",
    "WORKERS, buffered",
    "WORKERS, direct",
    "INLINE, buffered",
    "INLINE, direct"
  })
  void writesEndAtTheLimitWithTheirErrorAndNothingIsPoisoned(FaultBackend backend, String kind)
      throws Exception {
    Skip.unless(DiskFolders.isOnDisk(folder), "tmpfs has no direct I/O; choose a folder on a disk");
    if (backend == FaultBackend.RING) {
      backend.open().close(); // skips without a ring
    }
    Map<String, String> told = probe(backend, kind);
    assertThat(told)
        .containsEntry("below", "[4096]")
        .containsEntry("across", "[short 4096]")
        .containsEntry("above", "[EFBIG]")
        .containsEntry("durable", "[EFBIG]")
        .containsEntry("syncAfterDurable", "[0]")
        .containsEntry("chain", "[4096, EFBIG, ECANCELED]")
        .containsEntry("hardChain", "[4096, EFBIG, 0]")
        .containsEntry("batch", "[4096, EFBIG, 4096]")
        .containsEntry("merged", "[4096, 4096, short 0, short 0]")
        .containsEntry("mergedAbove", "[EFBIG, EFBIG]")
        .containsEntry("scheduledAllocate", "[EFBIG]")
        .containsEntry("scheduledTruncate", "[EFBIG]")
        .containsEntry("sync", "done")
        .containsEntry("size", "" + (long) FileSizeLimitProbe.LIMIT_PAGES * FileSizeLimitProbe.PAGE)
        .containsEntry("still", "[0]")
        .containsEntry("left", "[file]");
    assertThat(told.get("blocking")).startsWith("ErrnoException: pwrite(").contains("EFBIG");
    assertThat(told.get("writeFully"))
        .startsWith("ErrnoException: pwrite(")
        .contains("EFBIG", "after 4096 of 8192 bytes");
    assertThat(told.get("truncate")).startsWith("ErrnoException: ftruncate(").contains("EFBIG");
    assertThat(told.get("allocate")).startsWith("ErrnoException: fallocate(").contains("EFBIG");
    assertThat(told.get("writeFile")).contains("EFBIG");
    assertThat(told.get("createAndAllocate")).contains("EFBIG");
  }
}
