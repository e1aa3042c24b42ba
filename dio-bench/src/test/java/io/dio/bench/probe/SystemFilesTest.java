// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemFilesTest {
  @TempDir private Path root;

  private SystemFiles files() {
    return new SystemFiles(root);
  }

  private void write(String file, String content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  @Test
  void valuesAreTakenFromWhereLinuxPutsThem() throws IOException {
    write(
        "proc/self/limits",
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max cpu time              unlimited            unlimited            seconds
        Max locked memory         8388608              16777216             bytes
        """);
    write(
        "proc/self/smaps",
        "0-1 r--p 0 08:01 1 /usr/bin/java\nSize: 4 kB\nKernelPageSize:       64 kB\n");
    write("sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "12\n");
    write("sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "5\n");
    write("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");

    assertThat(files().memlockBytes()).isEqualTo(8_388_608);
    assertThat(files().pageBytes()).isEqualTo(65_536);
    assertThat(files().hugePages()).isEqualTo(12);
    assertThat(files().freeHugePages()).isEqualTo(5);
    assertThat(files().transparentHugePages()).isEqualTo("madvise");
  }

  @Test
  void threadsAreTakenFromWhereLinuxPutsThem() throws IOException {
    assertThat(files().taskNames()).isEmpty();
    assertThat(files().taskUsage(7)).isEmpty();
    assertThat(files().ioWaitNanos()).isEmpty();
    write("proc/self/task/7/comm", "dio-uring-1\n");
    write("proc/self/task/8/comm", "GC Thread#0\n");
    write("proc/self/task/7/schedstat", "123456789 99 3\n");
    write("proc/self/task/7/stat", "7 (odd) name) S 1 2 3 0 -1 4 5 6 7 8 21 12 0 0 20 0 1\n");
    write(
        "proc/self/task/7/status",
        "Name:\tx\nvoluntary_ctxt_switches:\t41\nnonvoluntary_ctxt_switches:\t5\n");
    write("proc/stat", "cpu  10 20 30 40 50 60 70\ncpu0 1 2 3 4 5 6 7\n");
    assertThat(files().taskNames())
        .containsOnly(Map.entry(7L, "dio-uring-1"), Map.entry(8L, "GC Thread#0"));
    assertThat(files().taskUsage(7)).contains(new TaskUsage(123_456_789, 41, 5));
    assertThat(files().taskUsage(8)).as("one that has ended meanwhile").isEmpty();
    assertThat(files().ioWaitNanos()).hasValue(500_000_000);
    Files.delete(root.resolve("proc/self/task/7/schedstat"));
    assertThat(files().taskUsage(7))
        .as("ticks, where nobody counts nanoseconds")
        .contains(new TaskUsage(330_000_000, 41, 5));
    assertThat(new TaskUsage(9, 8, 7).since(new TaskUsage(1, 2, 3)))
        .isEqualTo(new TaskUsage(8, 6, 4));
  }

  @Test
  void noLimitIsNone() throws IOException {
    write(
        "proc/self/limits",
        "Max locked memory         unlimited            unlimited            bytes\n");
    assertThat(files().memlockBytes()).isNull();
  }

  @Test
  void whatTheSystemDoesNotTellIsNone() {
    assertThat(files().memlockBytes()).isNull();
    assertThat(files().pageBytes()).isNull();
    assertThat(files().hugePages()).isNull();
    assertThat(files().freeHugePages()).isNull();
    assertThat(files().transparentHugePages()).isNull();
  }

  @Test
  void whatWasReadFromDevicesAndTheProcessorAreTakenFromWhereLinuxPutsThem() throws IOException {
    assertThat(files().deviceReadBytes()).isEmpty();
    assertThat(files().processor()).isNull();
    write("proc/self/io", "rchar: 99\nread_bytes: 12288\nwrite_bytes: 7\n");
    write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Some CPU @ 3 GHz\ncache size: 1\n");
    assertThat(files().deviceReadBytes()).hasValue(12_288);
    assertThat(files().processor()).isEqualTo("Some CPU @ 3 GHz");
  }
}
