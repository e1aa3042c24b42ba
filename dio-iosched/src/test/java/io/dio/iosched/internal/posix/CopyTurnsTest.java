// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.ticket.SharedCopies;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CopyTurnsTest {
  private final SharedCopies shared = new SharedCopies();
  private final BlockingCalls calls =
      new BlockingCalls(new SchedulerContext("test", SchedulerOptions.defaults(), WaiterSpin.NONE));
  private BlockingCalls.Lane lane = calls.enter();
  private CopyTurns turns = new CopyTurns(2);

  /** Another thread has handed over a read, so that the engine is never idle. */
  @BeforeEach
  void begin() {
    assertThat(shared.begin()).isTrue();
  }

  private boolean handsOver() {
    return turns.handsOver(shared, calls, lane);
  }

  /** {@return the number of reads that are copied here before one is handed over, and ends} */
  private int copiedUntilHandOver() {
    for (int copied = 0; copied <= 2 * CopyTurns.LONGEST_PAUSE; copied++) {
      if (handsOver()) {
        shared.ended();
        return copied;
      }
    }
    throw new AssertionError("nothing is handed over any more");
  }

  private void handOver(int count) {
    for (int i = 0; i < count; i++) {
      copiedUntilHandOver();
    }
  }

  private void endAll(int count) {
    for (int i = 0; i < count; i++) {
      shared.ended();
    }
  }

  private int copiedAfterWait() {
    shared.awaited();
    return copiedUntilHandOver();
  }

  /** {@return whether reads are still handed over after other threads have made so many calls} */
  private boolean isHandedOverBeside(int callsElsewhere) {
    for (int i = 0; i < callsElsewhere; i++) {
      calls.exit(calls.enter());
    }
    for (int i = 0; i <= CopyTurns.RUN; i++) {
      if (handsOver()) {
        shared.ended();
      }
    }
    // One of two, because after some in a row one is copied here.
    boolean first = handsOver();
    boolean handsOver = first || handsOver();
    if (handsOver) {
      shared.ended();
    }
    return handsOver;
  }

  @Test
  void theFirstReadsAreCopiedHere() {
    assertThat(copiedUntilHandOver()).isEqualTo(CopyTurns.SHORTEST_PAUSE);
  }

  @Test
  void theEngineGetsSeveralAtOnceAndMoreWhenFewAreLeft() {
    copiedUntilHandOver();
    int underWay = 1;
    while (handsOver()) {
      underWay++;
    }
    assertThat(underWay).isEqualTo(12);
    endAll(7);
    assertThat(handsOver()).as("5 are left").isFalse();
    endAll(1);
    for (int i = 4; i < underWay; i++) {
      assertThat(handsOver()).isTrue();
    }
    assertThat(handsOver()).isFalse();
  }

  /** The engine does not tell if the page cache has lost the file. */
  @Test
  void someAreCopiedHereEvenIfTheEngineEndsAllAtOnce() {
    copiedUntilHandOver();
    for (int i = 1; i < CopyTurns.MOST_IN_ROW; i++) {
      assertThat(copiedUntilHandOver()).isZero();
    }
    assertThat(copiedUntilHandOver()).isEqualTo(1);
  }

  @Test
  void eachWaitMakesThePauseTwiceAsLong() {
    copiedUntilHandOver();
    int pause = CopyTurns.SHORTEST_PAUSE;
    while (pause < CopyTurns.LONGEST_PAUSE) {
      // One more is copied here, at which the wait is noticed.
      assertThat(copiedAfterWait()).isEqualTo(pause + 1);
      pause *= 2;
    }
    assertThat(copiedAfterWait()).isEqualTo(CopyTurns.LONGEST_PAUSE + 1);
    assertThat(copiedAfterWait()).isEqualTo(CopyTurns.LONGEST_PAUSE + 1);
  }

  @Test
  void aRunWithoutAWaitMakesThePauseHalfAsLong() {
    copiedUntilHandOver();
    for (int i = 0; i < 3; i++) {
      copiedAfterWait();
    }
    // The next pause would be eight times the shortest.
    handOver(CopyTurns.RUN);
    assertThat(copiedAfterWait()).as("a wait after so many").isZero();
    assertThat(copiedAfterWait()).isEqualTo(4 * CopyTurns.SHORTEST_PAUSE + 1);
  }

  @Test
  void aWaitAfterManyReadsIsFollowedByNoPause() {
    copiedUntilHandOver();
    handOver(CopyTurns.PAYING);
    assertThat(copiedAfterWait()).isZero();
    // That read is the only one since the wait.
    assertThat(copiedAfterWait()).isEqualTo(CopyTurns.SHORTEST_PAUSE + 1);
  }

  @Test
  void waitsOfOtherThreadsInAPauseDoNotMakeItLonger() {
    copiedUntilHandOver();
    shared.awaited();
    assertThat(handsOver()).isFalse();
    shared.awaited();
    assertThat(copiedUntilHandOver()).isEqualTo(CopyTurns.SHORTEST_PAUSE);
  }

  /** For example, it asks again and again whether its only read is done. */
  @Test
  void aThreadThatComesBackWhenTheEngineHasEndedAllHasWaited() {
    copiedUntilHandOver();
    shared.ended();
    assertThat(copiedUntilHandOver()).isEqualTo(CopyTurns.SHORTEST_PAUSE + 1);
  }

  @Test
  void besideThreadsThatCopyOnAllProcessorsNothingIsHandedOver() {
    copiedUntilHandOver();
    assertThat(isHandedOverBeside(CopyTurns.RUN / 4)).isTrue();
    assertThat(isHandedOverBeside(CopyTurns.RUN)).isFalse();
  }

  @Test
  void theCallsOfTheThreadItselfDoNotCount() {
    copiedUntilHandOver();
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
    assertThat(handsOver()).isFalse();
    for (int i = 0; i < 100 * CopyTurns.RUN; i++) {
      calls.exit(calls.enter());
    }
    assertThat(copiedUntilHandOver()).isEqualTo(CopyTurns.SHORTEST_PAUSE);
    assertThat(isHandedOverBeside(0)).isTrue();
  }

  @Test
  void withMoreProcessorsOthersMayCopyToo() {
    turns = new CopyTurns(4);
    copiedUntilHandOver();
    assertThat(isHandedOverBeside(2 * CopyTurns.RUN)).isTrue();
    assertThat(isHandedOverBeside(3 * CopyTurns.RUN)).isFalse();
  }

  @Test
  void withOneProcessorNothingIsHandedOver() {
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
