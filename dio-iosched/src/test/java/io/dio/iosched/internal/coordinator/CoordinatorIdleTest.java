// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An idle coordinator learns from the length of its waits. The duration of operations does not
 * matter.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CoordinatorIdleTest {
  /** So many readings of the clock make a long look. */
  private static final long READINGS = 50;

  private static final long TICK_NANOS = IdleSpin.LONG_LOOK_NANOS / READINGS;

  @TempDir private Path directory;

  private final FakeRing ring = FakeRing.stepped(64, 64);
  private long readings;
  private long sleepNanos;
  private Scratch scratch;
  private CoordinatorRig rig;

  @BeforeEach
  void setUp() throws IOException {
    scratch = new Scratch(directory);
    rig =
        new CoordinatorRig(
            ring, SchedulerOptions.defaults(), () -> ++readings * TICK_NANOS + sleepNanos);
  }

  @AfterEach
  void tearDown() throws IOException {
    rig.close();
    scratch.close();
  }

  /** One wait, in which a read arrives after a while, when the coordinator sleeps. */
  private void wakeAfter(long nanos) {
    rig.settle();
    ring.duringNextEnter(() -> {
      sleepNanos += nanos;
      rig.submit(scratch.read());
    });
    rig.step();
    rig.settle();
    ring.completeAll();
    rig.step(); // reaps the completion: from here on the coordinator is idle
  }

  private long readingsOfATurn() {
    long before = readings;
    rig.step();
    return readings - before;
  }

  @Test
  void workThatComesSoonAfterItSleptMakesItLookForTheNext() {
    wakeAfter(IdleSpin.LONG_LOOK_NANOS); // its operation is still in flight when enter returns
    assertThat(rig.context().waiterSpin().isFast()).as("as of a device").isFalse();
    wakeAfter(0);

    assertThat(readingsOfATurn()).isGreaterThanOrEqualTo(READINGS);
  }

  @Test
  void workThatComesLateLetsItSleepAtOnce() {
    wakeAfter(IdleSpin.LONG_LOOK_NANOS);

    assertThat(readingsOfATurn()).isLessThan(READINGS / 2);
  }
}
