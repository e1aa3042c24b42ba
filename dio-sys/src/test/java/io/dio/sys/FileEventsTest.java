// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.testing.fixtures.FlightRecording;
import io.dio.testing.fixtures.Skip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileEventsTest {
  @TempDir private Path folder;

  @Test
  void theFirstFailedSyncOfAFileIsAnEvent() throws Exception {
    Path path = folder.resolve("file");
    List<RecordedEvent> events =
        FlightRecording.of(
            "io.dio.SyncFailure",
            () -> {
              DioFile file = DioFile.open(path, CREATE, WRITE);
              file.poison(new ErrnoException("fsync", Errno.EIO, "first"));
              file.poison(new ErrnoException("fdatasync", Errno.ENOSPC, "second"));
              assertThatExceptionOfType(ErrnoException.class).isThrownBy(file::close);
            });
    assertThat(events).hasSize(1);
    RecordedEvent event = events.getFirst();
    assertThat(event.getString("file")).isEqualTo(path.toString());
    assertThat(event.getString("call")).isEqualTo("fsync");
    assertThat(event.getInt("errno")).isEqualTo(Errno.EIO);
    assertThat(event.getString("error")).isEqualTo("EIO");
  }

  @Test
  void eachThingThatAnOpeningDidNotGetIsAnEvent() throws Exception {
    Path buffered = Path.of("/proc/self/status");
    Skip.unless(Files.exists(buffered), "needs /proc, which has no direct I/O");
    List<RecordedEvent> events =
        FlightRecording.of(
            "io.dio.Fallback", () -> DioFile.open(buffered, READ, DirectMode.PREFERRED).close());
    assertThat(events).hasSize(1);
    RecordedEvent event = events.getFirst();
    assertThat(event.getString("subject")).isEqualTo(buffered.toString());
    assertThat(event.getString("what")).isEqualTo("direct I/O");
    assertThat(event.getString("cause")).isEqualTo("NOT_SUPPORTED");
    assertThat(event.getString("reason")).contains("refuses direct I/O");
    assertThat(event.getString("remedy")).isNotEmpty();
    assertThat(event.getInt("errno")).isEqualTo(Errno.EINVAL);
  }
}
