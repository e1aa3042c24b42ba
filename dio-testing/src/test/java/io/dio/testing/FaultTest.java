// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Verb;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Faults refuse impossible arguments, and print themselves. */
final class FaultTest {
  /** More nanoseconds than a long can count. */
  private static final Duration TOO_LONG = Duration.ofNanos(Long.MAX_VALUE).plusNanos(1);

  @Test
  void numbersThatMakeNoSenseAreRefused() {
    Fault fault = Fault.hold();
    assertThatThrownBy(() -> Fault.error(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.error(4096)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.shortTransfer(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.delay(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.reorder(1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.reorder(2, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longest PT0S is not more than PT0S and at most PT2562047H");
    assertThatThrownBy(() -> Fault.reorder(2, TOO_LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longest " + TOO_LONG);
    assertThatThrownBy(() -> Fault.delay(TOO_LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("delay " + TOO_LONG + " is not in PT0S..PT2562047H");
    assertThatThrownBy(() -> fault.nth(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fault.after(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fault.times(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fault.inRange(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fault.inRange(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fault.inRange(Long.MAX_VALUE, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fault.withProbability(1.1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fault.withProbability(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingIsRefusedByName() {
    assertThatThrownBy(() -> Fault.hold().when(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("condition");
    assertThatThrownBy(() -> Fault.delay(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("delay");
    assertThatThrownBy(() -> Fault.reorder(2, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("longest");
    assertThatThrownBy(() -> FaultInjectingScheduler.over(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("wrapped");
    try (FaultInjectingScheduler faults = FaultInjectingScheduler.over(IoScheduler.posix())) {
      assertThatThrownBy(() -> faults.inject(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("fault");
    }
  }

  @Test
  void aConditionMakesACopy() {
    Fault fault = Fault.error(Errno.EIO);
    assertThat(fault.on(Verb.READ).nth(3)).isNotSameAs(fault);
    assertThat(fault).hasToString("Fault[ERROR EIO]");
    assertThat(fault.on(Verb.READ).at(Path.of("/a/../b")).inRange(0, 9).nth(3).withProbability(0.5))
        .hasToString(
            "Fault[ERROR EIO on [READ] at /b in 0..9 after 2 times 1 with probability 0.5]");
    assertThat(Fault.delay(Duration.ofSeconds(1))).hasToString("Fault[DELAY PT1S]");
  }

  @Test
  void waitingForWhatIsNotHeldEnds() {
    try (FaultInjectingScheduler faults = FaultInjectingScheduler.over(IoScheduler.posix())) {
      ActiveFault hold = faults.inject(Fault.hold());
      assertThatThrownBy(() -> hold.awaitHeld(1, Duration.ZERO))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("0 of 1 operations are held");
      assertThatThrownBy(() -> hold.awaitHeld(1, Duration.ofSeconds(Long.MIN_VALUE)))
          .isInstanceOf(TimeoutException.class);
      assertThatThrownBy(() -> hold.awaitHeld(1, null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("timeout");
      assertThat(hold).hasToString("Fault[HOLD], hit 0 of 0, holds 0");
      assertThat(hold.fault()).hasToString("Fault[HOLD]");
    }
  }
}
