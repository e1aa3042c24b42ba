// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.iosched.testing.ResourceLimit;
import io.dio.mempool.SlabPool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Main class of a child JVM that opens a ring with a slab while one descriptor is left, which is
 * one too few. It prints, one {@code key=value} a line, why that failed and how much memory is
 * pinned.
 */
public final class FailedOpeningProbe {
  private FailedOpeningProbe() {}

  public static void main(String[] arguments) throws Exception {
    try (SlabPool slab = new SlabPool("test", 4096, 256)) {
      SchedulerOptions options =
          SchedulerOptions.defaults()
              .withSlabs(List.of(slab))
              .withRegistrationRequired(true)
              .withLiburing(LiburingSource.EMBEDDED);
      // Loads the classes for a success and for a refusal, because later there is no descriptor to
      // load them.
      IoScheduler.uring(options).close();
      System.out.println("refused=" + open(Impossible.options("ringDepth", 65_536)));
      System.out.println("before=" + pinned());
      ResourceLimit.openFiles(256);
      List<InputStream> files = new ArrayList<>();
      String failure = null;
      String after = null;
      try {
        while (true) {
          files.add(Files.newInputStream(Path.of("/dev/null")));
        }
      } catch (IOException e) {
        files.removeLast().close();
        failure = open(options);
        after = pinned();
      }
      for (InputStream file : files) {
        file.close();
      }
      System.out.println("failure=" + failure);
      System.out.println("after=" + after);
    }
  }

  private static String open(SchedulerOptions options) {
    try (IoScheduler _ = IoScheduler.uring(options)) {
      return "opened";
    } catch (IoUringUnavailableException e) {
      return e.getMessage();
    }
  }

  /** {@return the pinned memory of this process, which is the memory of registered buffers} */
  private static String pinned() throws IOException {
    try (InputStream status = Files.newInputStream(Path.of("/proc/self/status"))) {
      return new String(status.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> line.startsWith("VmPin:"))
          .findFirst()
          .orElseThrow();
    }
  }
}
