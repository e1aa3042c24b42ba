// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static io.dio.bench.DioRunner.dio;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.DioRunner.Outcome;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.IoUring;
import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class ProbeCommandTest {
  @TempDir private Path folder;

  private static JsonNode probe(Path path) {
    Outcome outcome = dio("probe", "--json", path.toString());
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    return outcome.json();
  }

  @Test
  void jsonHasTheKeysThatToolsRelyOn() {
    JsonNode report = probe(folder);
    assertThat(report.propertyNames())
        .contains("kernel", "jdk", "ioUring", "liburing", "memlockBytes", "hugePages", "path");
    assertThat(report.get("ioUring").propertyNames())
        .contains("available", "cause", "remedy", "flags", "features");
    assertThat(report.get("liburing").propertyNames()).contains("source", "version");
    assertThat(report.get("path").propertyNames())
        .contains(
            "fileSystem",
            "direct",
            "reason",
            "memoryAlignment",
            "offsetAlignment",
            "alignmentSource");
  }

  @Test
  void itAgreesWithTheLibraryAboutIoUring() {
    JsonNode report = probe(folder);
    JsonNode ioUring = report.get("ioUring");
    String source = report.get("liburing").get("source").asString();
    assertThat(ioUring.get("available").asBoolean()).isEqualTo(IoUring.isAvailable());
    if (IoUring.isAvailable()) {
      assertThat(ioUring.get("features")).isNotEmpty();
      assertThat(source).isIn("system", "embedded");
      assertThat(report.get("liburing").get("version").isNull())
          .isEqualTo(source.equals("embedded"));
    } else {
      assertThat(ioUring.get("cause").asString()).isNotEmpty();
      assertThat(ioUring.get("remedy").asString()).isNotEmpty();
      assertThat(source).isEqualTo("none");
    }
  }

  @Test
  void itSaysWhatASchedulerUsesAndLacks() {
    String told = probe(folder).get("scheduler").asString();
    String expected;
    try (IoScheduler scheduler = IoScheduler.open()) {
      expected = scheduler.describe();
    }
    // Both names end in a number, which counts the schedulers of the process.
    assertThat(told.replaceFirst("-[0-9]+ ", " "))
        .isEqualTo(expected.replaceFirst("-[0-9]+ ", " "));
    assertThat(dio("probe", "--wide", folder.toString()).out())
        .containsPattern("scheduler +dio-(uring|workers)-");
  }

  @Test
  void aFolderIsLeftAsItWas() throws IOException {
    probe(folder);
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aFileIsOnlyLookedAt() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    assertThat(probe(file).get("path").get("path").asString()).isEqualTo(file.toString());
    assertThat(file).hasContent("text");
  }

  @Test
  void aPathThatIsNotThereIsAUsageError() {
    Outcome outcome = dio("probe", folder.resolve("missing").toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("missing");
  }

  @Test
  void aFolderThatCannotBeWrittenTellsNothingAboutDirectIo() {
    Path proc = Path.of("/proc");
    Skip.unless(Files.isDirectory(proc), "needs /proc");
    JsonNode path = probe(proc).get("path");
    assertThat(path.get("direct").isNull()).isTrue();
    assertThat(path.get("reason").asString())
        .contains("no file can be created in this folder", "no such file", "name a file in it");
    assertThat(path.get("alignmentSource").isNull()).isTrue();
    assertThat(dio("probe", "--wide", "/proc").out())
        .containsPattern("direct I/O +cannot tell: no file can be created in this folder");
  }

  @Test
  void aFolderOnAReadOnlyFileSystemTellsNothingAboutDirectIo() throws IOException {
    try (LoopFileSystem mounted = LoopFileSystem.mount(Kind.EXT4)) {
      Commands.run("mount", "-o", "remount,ro", mounted.root().toString());
      JsonNode path = probe(mounted.root()).get("path");
      assertThat(path.get("direct").isNull()).isTrue();
      assertThat(path.get("reason").asString()).contains("Read-only file system");
      assertThat(path.get("fileSystem").asString()).isEqualTo("ext4");
    }
  }

  @ParameterizedTest
  @CsvSource({"EXT4, 512", "EXT4, 4096", "XFS, 512", "XFS, 4096"})
  void theSectorsOfADeviceAreReportedByTheKernel(Kind kind, int sectorBytes) throws IOException {
    try (LoopFileSystem mounted = LoopFileSystem.mount(kind, sectorBytes)) {
      JsonNode path = probe(mounted.root()).get("path");
      assertThat(path.get("direct").asBoolean()).isTrue();
      assertThat(path.get("offsetAlignment").asInt()).isEqualTo(sectorBytes);
      assertThat(path.get("alignmentSource").asString()).isEqualTo("STATX");
      assertThat(path.get("fileSystem").asString()).isEqualToIgnoringCase(kind.name());
      assertThat(path.get("device").asString()).startsWith("/dev/loop");
      assertThat(dio("probe", mounted.root().toString()).out())
          .contains("offset " + sectorBytes, "STATX");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BTRFS", "TMPFS"})
  void whereNobodyReportsAnAlignmentItIsSaidToBeAssumed(Kind kind) throws IOException {
    try (LoopFileSystem mounted = LoopFileSystem.mount(kind)) {
      assertThat(probe(mounted.root()).get("path").get("alignmentSource").asString())
          .isEqualTo("ASSUMED");
      assertThat(dio("probe", mounted.root().toString()).out())
          .contains("not reported, 4096 assumed");
    }
  }

  @Test
  void aFileSystemThatRefusesDirectIoIsNamedWithTheReason() throws IOException {
    try (LoopFileSystem mounted = LoopFileSystem.mount(Kind.RAMFS)) {
      JsonNode path = probe(mounted.root()).get("path");
      assertThat(path.get("direct").asBoolean()).isFalse();
      assertThat(path.get("reason").asString()).contains("EINVAL");
      assertThat(dio("probe", mounted.root().toString()).out()).contains("direct I/O", "no: ");
    }
  }

  @Test
  void withoutAPathTheWorkingFolderIsProbed() {
    Outcome outcome = dio("probe");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains(Path.of("").toAbsolutePath().toString(), "io_uring", "memlock");
  }
}
