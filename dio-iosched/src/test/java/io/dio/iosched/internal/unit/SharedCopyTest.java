// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.iosched.Background;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.SharedCopies;
import io.dio.iosched.internal.ticket.WaiterSpin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A read that the engine copies while its submitter goes on, and a thread that waits for it. */
final class SharedCopyTest {
  private final SchedulerContext context =
      new SchedulerContext("test", SchedulerOptions.defaults(), WaiterSpin.NONE);
  private final AtomicInteger wakes = new AtomicInteger();
  private Scratch scratch;
  private Submission read;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
    context.setCopyCaller(wakes::getAndIncrement);
    read = (Submission) Unit.of((Request) scratch.read(), context);
    RequestHolds.acquireChain(read.op, context);
    assertThat(context.sharedCopies().begin()).isTrue();
    read.sharedCopy();
  }

  @AfterEach
  void tearDown() {
    Outcome.release(read.op, context);
    scratch.close();
  }

  private void end() {
    read.publish(Scratch.BYTES);
    read.tell();
  }

  /** Nobody else may have been called for it. */
  @Test
  void aThreadThatMustWaitIsCountedAndCallsTheEngine() throws Exception {
    Background<Long> waiter = Background.call(read::await).untilWaiting();
    assertThat(context.sharedCopies().waits()).isEqualTo(1);
    assertThat(wakes).hasValue(1);
    end();
    assertThat(waiter.get()).isEqualTo(Scratch.BYTES);
  }

  @Test
  void soIsAThreadThatWaitsForALimitedTime() {
    assertThatThrownBy(() -> read.await(Duration.ofNanos(1))).isInstanceOf(TimeoutException.class);
    assertThat(context.sharedCopies().waits()).isEqualTo(1);
    assertThat(wakes).hasValue(1);
    end();
  }

  @Test
  void whoComesAfterTheEndDoesNotCount() throws Exception {
    end();
    assertThat(read.await()).isEqualTo(Scratch.BYTES);
    assertThat(context.sharedCopies().waits()).isZero();
    assertThat(wakes).hasValue(0);
  }

  /** Such reads take a part of the limit. */
  @Test
  void aThreadThatWaitsForTheLimitIsCounted() throws Exception {
    SharedCopies shared = new SharedCopies();
    InFlightLimit limit = new InFlightLimit(1, shared);
    limit.acquire(1);
    Background<Void> waiter = Background.run(() -> limit.acquire(1)).untilWaiting();
    assertThat(shared.waits()).isEqualTo(1);
    limit.release(1);
    waiter.get();
  }

  @Test
  void itsEndMakesRoomForOthers() {
    while (context.sharedCopies().begin()) {}
    end();
    assertThat(context.sharedCopies().begin()).isTrue();
    assertThat(context.sharedCopies().begin()).isFalse();
  }
}
