// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.DioRunner.Outcome;
import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.FlightRecording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recording of {@code dio run}, as an operator makes it, read back. */
@Timeout(120)
final class RunRecordingTest {
  private static final List<String> RUN =
      List.of(
          "run",
          "--size",
          "4m",
          "--seconds",
          "0.04",
          "--rounds",
          "1",
          "--depth",
          "4",
          "--backend",
          "posix,posix-workers,uring");

  @TempDir private Path folder;

  @Test
  void aRecordingInTheJvmHasTheOperationsOfEachBackend() throws Exception {
    List<RecordedEvent> events =
        FlightRecording.of(
            "io.dio.Operation",
            () -> {
              Outcome outcome = DioRunner.dio(RUN.toArray(String[]::new));
              assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            });
    assertThat(events).isNotEmpty().allSatisfy(RunRecordingTest::assertIsARead);
    assertThat(backends(events)).contains("POSIX_WORKERS");
  }

  private static Set<String> backends(List<RecordedEvent> events) {
    return events.stream().map(event -> event.getString("backend")).collect(Collectors.toSet());
  }

  private static void assertIsARead(RecordedEvent event) {
    assertThat(event.getString("verb")).isIn("READ", "WRITE", "DATA_SYNC", "SYNC", "ALLOCATE");
    assertThat(event.getString("scheduler")).startsWith("dio-");
    assertThat(event.getString("file")).isNotEmpty();
    assertThat(event.getLong("offset")).isBetween(0L, 4L << 20);
    assertThat(event.getInt("errno")).isZero();
    assertThat(event.getLong("queueTime")).isNotNegative();
    assertThat(event.getDuration().toNanos()).isPositive();
    if (event.getString("verb").equals("READ")) {
      assertThat(event.getLong("bytesRequested")).isEqualTo(4096);
      assertThat(event.getLong("bytesTransferred")).isEqualTo(4096);
    }
  }

  @Test
  void theFlagOfTheJvmRecordsThemAsWell() throws Exception {
    Path settings = folder.resolve("dio.jfc");
    Files.writeString(
        settings,
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <configuration version="2.0">
          <event name="io.dio.Operation">
            <setting name="enabled">true</setting>
            <setting name="threshold">0 ms</setting>
          </event>
        </configuration>
        """);
    Path file = folder.resolve("run.jfr");
    ChildJvm.Result result =
        ChildJvm.onClassPath(
            List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-XX:StartFlightRecording=settings=" + settings + ",filename=" + file),
            Main.class,
            RUN.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.output()).isZero();
    List<RecordedEvent> events = FlightRecording.read(file, "io.dio.Operation");
    assertThat(events).isNotEmpty().allSatisfy(RunRecordingTest::assertIsARead);
  }
}
