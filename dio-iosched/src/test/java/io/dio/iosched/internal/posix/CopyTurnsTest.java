// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.ticket.SharedCopies;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import org.junit.jupiter.api.Test;

final class CopyTurnsTest {
  private final SharedCopies shared = new SharedCopies();
  private final BlockingCalls calls =
      new BlockingCalls(new SchedulerContext("test", SchedulerOptions.defaults(), WaiterSpin.NONE));
  private BlockingCalls.Lane lane = calls.enter();
  private CopyTurns turns = new CopyTurns(2);

  private boolean handsOver() {
    return turns.handsOver(shared, calls, lane);
  }

  /** {@return the number of reads that are copied here before the next one is handed over} */
  private int copiedUntilHandOver() {
    for (int copied = 0; copied <= 2 * CopyTurns.LONGEST_PAUSE; copied++) {
      if (handsOver()) {
        return copied;
      }
    }
    throw new AssertionError("nothing is handed over any more");
  }

  private void endAll(int count) {
    for (int i = 0; i < count; i++) {
      shared.ended();
    }
  }

  /** A thread waits for the read that was handed over last. */
  private int pauseAfterWait() {
    shared.awaited();
    shared.ended();
    return copiedUntilHandOver();
  }

  /** Other threads make calls while this lane decides about as many reads as between two looks. */
  private boolean isHandedOverBeside(int callsElsewhere) {
    for (int i = 0; i < callsElsewhere; i++) {
      calls.exit(calls.enter());
    }
    int copied = 0;
    for (int i = 0; i <= CopyTurns.RUN; i++) {
      if (handsOver()) {
        shared.ended();
      } else {
        copied++;
      }
    }
    return copied == 0;
  }

  @Test
  void theFirstReadsAreCopiedHere() {
    assertThat(copiedUntilHandOver()).isEqualTo(CopyTurns.SHORTEST_PAUSE);
  }

  @Test
  void theEngineGetsSeveralAtOnceAndMoreWhenFewAreLeft() {
    copiedUntilHandOver();
    int most = 1;
    while (handsOver()) {
      most++;
    }
    assertThat(most).isEqualTo(12);
    endAll(7);
    assertThat(handsOver()).as("5 are left").isFalse();
    endAll(1);
    for (int i = 4; i < most; i++) {
      assertThat(handsOver()).isTrue();
    }
    assertThat(handsOver()).isFalse();
  }

  @Test
  void eachWaitMakesThePauseTwiceAsLong() {
    copiedUntilHandOver();
    int pause = CopyTurns.SHORTEST_PAUSE;
    while (pause < CopyTurns.LONGEST_PAUSE) {
      // One more is copied here, at which the wait is noticed.
      assertThat(pauseAfterWait()).isEqualTo(pause + 1);
      pause *= 2;
    }
    assertThat(pauseAfterWait()).isEqualTo(CopyTurns.LONGEST_PAUSE + 1);
    assertThat(pauseAfterWait()).isEqualTo(CopyTurns.LONGEST_PAUSE + 1);
  }

  @Test
  void aRunWithoutAWaitMakesThePauseHalfAsLong() {
    copiedUntilHandOver();
    for (int i = 0; i < 3; i++) {
      pauseAfterWait();
    }
    // The next pause would be eight times the shortest.
    for (int i = 0; i < CopyTurns.RUN; i++) {
      shared.ended();
      assertThat(handsOver()).isTrue();
    }
    assertThat(pauseAfterWait()).as("a wait after so many").isZero();
    assertThat(pauseAfterWait()).isEqualTo(4 * CopyTurns.SHORTEST_PAUSE + 1);
  }

  @Test
  void aWaitAfterManyReadsIsFollowedByNoPause() {
    copiedUntilHandOver();
    for (int i = 1; i < CopyTurns.PAYING; i++) {
      shared.ended();
      assertThat(handsOver()).isTrue();
    }
    assertThat(pauseAfterWait()).isZero();
    // That read is the only one since the wait.
    assertThat(pauseAfterWait()).isEqualTo(CopyTurns.SHORTEST_PAUSE + 1);
  }

  @Test
  void besideThreadsThatCopyOnAllProcessorsNothingIsHandedOver() {
    copiedUntilHandOver();
    shared.ended();
    assertThat(isHandedOverBeside(CopyTurns.RUN / 4)).isTrue();
    assertThat(isHandedOverBeside(CopyTurns.RUN)).isFalse();
  }

  @Test
  void theCallsOfTheThreadItselfDoNotCount() {
    copiedUntilHandOver();
    shared.ended();
    BlockingCalls.Lane own = lane;
    for (int i = 0; i < CopyTurns.RUN; i++) {
      calls.exit(lane);
      lane = calls.enter();
      assertThat(lane).isSameAs(own);
    }
    assertThat(isHandedOverBeside(0)).isTrue();
  }

  /** Otherwise the first look after a pause would see all that happened in the pause. */
  @Test
  void whatOthersDoInAPauseDoesNotCount() {
    copiedUntilHandOver();
    shared.awaited();
    shared.ended();
    assertThat(handsOver()).isFalse();
    for (int i = 0; i < 100 * CopyTurns.RUN; i++) {
      calls.exit(calls.enter());
    }
    assertThat(copiedUntilHandOver()).isEqualTo(CopyTurns.SHORTEST_PAUSE);
    shared.ended();
    assertThat(isHandedOverBeside(0)).isTrue();
  }

  @Test
  void withMoreProcessorsOthersMayCopyToo() {
    turns = new CopyTurns(4);
    copiedUntilHandOver();
    shared.ended();
    assertThat(isHandedOverBeside(2 * CopyTurns.RUN)).isTrue();
    assertThat(isHandedOverBeside(3 * CopyTurns.RUN)).isFalse();
  }

  @Test
  void withOneProcessorAtMostAFewAreHandedOver() {
    turns = new CopyTurns(1);
    int handedOver = 0;
    for (int i = 0; i < CopyTurns.LONGEST_PAUSE; i++) {
      if (handsOver()) {
        handedOver++;
        shared.ended();
      }
    }
    assertThat(handedOver).isZero();
  }
}
