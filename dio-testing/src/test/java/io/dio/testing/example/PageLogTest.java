// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Verb;
import io.dio.testing.ActiveFault;
import io.dio.testing.Fault;
import io.dio.testing.FaultInjectingScheduler;
import io.dio.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of the page on testing an engine: it finds the bug of a log. */
final class PageLogTest {
  private static final int SEEDS = 100;

  /** How the test makes a log. */
  @FunctionalInterface
  private interface Opening {
    PageLog open(IoScheduler scheduler, Path path) throws IOException;
  }

  /** {@return the seeds after which the log is wrong} */
  private static List<Long> wrongSeeds(Opening opening) throws Exception {
    List<Long> wrong = new ArrayList<>();
    try (SimulatedDisk disk = SimulatedDisk.create();
        FaultInjectingScheduler faults = FaultInjectingScheduler.over(IoScheduler.open());
        IoScheduler scheduler = disk.over(faults);
        PageLog log = opening.open(scheduler, disk.root().resolve("log"))) {
      log.append("first");
      log.append("second");
      // The third append has to wait for its sync. In this moment the power fails.
      ActiveFault slowSync = faults.inject(Fault.hold().on(Verb.DATA_SYNC));
      Thread appending = Thread.startVirtualThread(() -> appendInVain(log));
      slowSync.awaitHeld(1, Duration.ofSeconds(30));
      for (long seed = 0; seed < SEEDS; seed++) {
        if (!isRight(disk, seed, opening)) {
          wrong.add(seed);
        }
      }
      slowSync.remove();
      appending.join();
    }
    return wrong;
  }

  private static void appendInVain(PageLog log) {
    try {
      log.append("third");
      throw new AssertionError("acknowledged after the loss of power");
    } catch (IOException e) {
      // EIO: the power is off
    }
  }

  /** Both texts that were acknowledged are there, and nothing that was never appended. */
  private static boolean isRight(SimulatedDisk disk, long seed, Opening opening)
      throws IOException {
    try (SimulatedDisk after = disk.crash(seed);
        IoScheduler scheduler = after.over(IoScheduler.open());
        PageLog log = opening.open(scheduler, after.root().resolve("log"))) {
      List<String> texts = log.recover();
      return texts.equals(List.of("first", "second"))
          || texts.equals(List.of("first", "second", "third"));
    }
  }

  @Test
  void theBugOfTheNaiveLogIsFound() throws Exception {
    assertThat(wrongSeeds(PageLog.Naive::new)).hasSizeGreaterThan(SEEDS / 20);
  }

  @Test
  void theCheckedLogSurvives() throws Exception {
    assertThat(wrongSeeds(PageLog.Checked::new)).isEmpty();
  }
}
