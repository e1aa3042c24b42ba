// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ScaledTimeoutsTest {
  @Timeout(value = 7, unit = TimeUnit.MINUTES)
  private static class Limited {
    private static final class Inner {}
  }

  private static final class Heir extends Limited {}

  @Test
  void theLimitIsThatOfTheClassOrOfThoseAroundIt() {
    Duration expected = TimeLimits.ofSeconds(7 * 60);
    assertThat(ScaledTimeouts.limitOf(Limited.class)).contains(expected);
    assertThat(ScaledTimeouts.limitOf(Heir.class)).contains(expected);
    assertThat(ScaledTimeouts.limitOf(Limited.Inner.class)).contains(expected);
    assertThat(ScaledTimeouts.limitOf(ScaledTimeoutsTest.class)).isEmpty();
  }

  @Test
  void whatEndsInTimeEndsAsItDoesOtherwise() {
    Duration longEnough = Duration.ofHours(1);
    assertThatCode(() -> ScaledTimeouts.proceedWithin(longEnough, "test", () -> null))
        .doesNotThrowAnyException();
    AssertionError failure = new AssertionError("on purpose");
    assertThatThrownBy(() ->
            ScaledTimeouts.proceedWithin(
                longEnough,
                "test",
                () -> {
                  throw failure;
                }))
        .isSameAs(failure);
  }

  @Test
  void whatDoesNotEndFailsAndIsInterrupted() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    assertThatThrownBy(() ->
            ScaledTimeouts.proceedWithin(
                Duration.ofMillis(1),
                "the test",
                () -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                  }
                  return null;
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessage("the test has not ended after PT0.001S");
    interrupted.await();
  }
}
