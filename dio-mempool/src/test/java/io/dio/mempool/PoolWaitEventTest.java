// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dio.testing.fixtures.FlightRecording;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

final class PoolWaitEventTest {
  private static final String NAME = "io.dio.PoolWait";

  @Test
  void aWaitThatTimesOutIsAnEvent() throws Exception {
    try (MmapPool pool = new MmapPool("events", 4096, 1);
        MmapBuffer taken = pool.acquire()) {
      List<RecordedEvent> events =
          FlightRecording.of(
              NAME,
              () ->
                  assertThatExceptionOfType(TimeoutException.class)
                      .isThrownBy(() -> pool.acquire(Duration.ofMillis(1))));
      assertThat(taken.isPooled()).isTrue();
      assertThat(events).hasSize(1);
      RecordedEvent event = events.getFirst();
      assertThat(event.getString("pool")).isEqualTo("events");
      assertThat(event.getBoolean("acquired")).isFalse();
      assertThat(event.getLong("capacity")).isEqualTo(1);
      assertThat(event.getInt("waiting")).isZero();
      assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(1));
      assertThat(event.getThread()).isNotNull();
    }
  }

  @Test
  void aWaitThatIsServedIsAnEventAndThePoolTellsWhoWaits() throws Exception {
    try (SlabPool pool = new SlabPool("events", 4096, 1)) {
      Slot taken = pool.acquire();
      List<RecordedEvent> events =
          FlightRecording.of(
              NAME,
              () -> {
                Thread waiter =
                    Thread.ofPlatform()
                        .start(() -> {
                          try {
                            pool.acquire().release();
                          } catch (InterruptedException e) {
                            throw new AssertionError(e);
                          }
                        });
                while (pool.waiting() == 0) {
                  Thread.onSpinWait();
                }
                assertThat(pool.waiting()).isEqualTo(1);
                taken.release();
                waiter.join();
              });
      assertThat(pool.waiting()).isZero();
      assertThat(events).hasSize(1);
      assertThat(events.getFirst().getBoolean("acquired")).isTrue();
    }
  }

  @Test
  void anAcquireThatNeedNotWaitIsNoEvent() throws Exception {
    try (MmapPool pool = new MmapPool("events", 4096, 1)) {
      assertThat(FlightRecording.of(NAME, () -> pool.acquire().release())).isEmpty();
    }
  }
}
