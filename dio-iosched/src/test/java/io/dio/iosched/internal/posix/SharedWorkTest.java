// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of a worker and of a waiting thread that take each other's operations, one by one. */
class SharedWorkTest {
  private static final int BYTES = 100;

  /** Enough operations that waiters took back, so that waiters go on to do so. */
  private static final int STREAK = 64;

  private static final class StillWorker extends Worker {
    StillWorker() {
      super("test");
    }

    @Override
    public void run() {
      throw new AssertionError("never started");
    }
  }

  private final SharedWork work =
      new SharedWork(
          Coalescing.of(false),
          false,
          new Crew(1, StillWorker::new),
          Worker::unpark,
          TimeUnit.SECONDS.toNanos(10));

  private final Worker worker = work.addFirst();
  private final SchedulerContext context =
      new SchedulerContext("test", SchedulerOptions.defaults(), WaiterSpin.NONE);
  private Scratch scratch;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
  }

  @AfterEach
  void tearDown() {
    scratch.close();
  }

  private Submission accepted(Op op) {
    Submission submission = (Submission) Unit.of((Request) op, context);
    submission.deferrable();
    assertThat(work.accept(submission, submission)).isTrue();
    return submission;
  }

  private Submission durableWrite(int number) {
    long fileOffset = number * 1_000L;
    return accepted(Op.write(scratch.file(), scratch.allocate(BYTES), fileOffset).durable());
  }

  private void end(Submission submission) {
    submission.publish(BYTES);
    work.endedTakenBack(submission);
  }

  private void letWaitersTakeBackMany() {
    for (int i = 0; i < STREAK; i++) {
      Submission write = durableWrite(i);
      assertThat(work.takeBack(write)).isTrue();
      end(write);
    }
    assertThat(work.isQuiet()).isTrue();
  }

  @Test
  void aWaiterTakesBackWhatNoWorkerHasBegun() {
    letWaitersTakeBackMany();
    Submission write = durableWrite(0);
    assertThat(work.takeBackIfQuiet(write)).isTrue();
    end(write);
  }

  /** The waiter would write the bytes a second time. */
  @Test
  void aDurableWriteThatAWorkerHasWrittenStaysWithTheWorkers() {
    letWaitersTakeBackMany();
    Submission first = durableWrite(0);
    durableWrite(1);
    assertThat(work.next(worker)).isSameAs(first);
    assertThat(first.isWriteFirst()).isTrue();
    assertThat(first.mustGoOn(BYTES)).isTrue();
    assertThat(work.executed(worker)).isFalse();

    assertThat(work.isQuiet()).isTrue();
    assertThat(work.takeBackIfQuiet(first)).isFalse();
  }
}
