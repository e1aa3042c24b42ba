// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** The events that Flight Recorder sees while some code runs. */
public final class FlightRecording {
  /** Some code. */
  @FunctionalInterface
  public interface Body {
    void run() throws Exception;
  }

  private FlightRecording() {}

  /**
   * {@return all events with a name, however short, that happen in this JVM while the code runs}
   *
   * @param name the name, such as {@code io.dio.Operation}
   */
  public static List<RecordedEvent> of(String name, Body body) throws Exception {
    return of(name, Duration.ZERO, body);
  }

  /**
   * {@return the events with a name that last at least some time, while the code runs}
   *
   * @param threshold that time
   */
  public static List<RecordedEvent> of(String name, Duration threshold, Body body)
      throws Exception {
    Path file = Files.createTempFile("dio-events-", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(name).withThreshold(threshold);
      recording.start();
      body.run();
      recording.stop();
      recording.dump(file);
      return read(file, name);
    } finally {
      Files.delete(file);
    }
  }

  /** {@return the events with a name in the file of a recording} */
  public static List<RecordedEvent> read(Path file, String name) throws IOException {
    List<RecordedEvent> found = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getEventType().getName().equals(name)) {
        found.add(event);
      }
    }
    return found;
  }
}
