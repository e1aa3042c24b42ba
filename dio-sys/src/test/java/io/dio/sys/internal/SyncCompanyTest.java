// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How long a shared sync waits for more who need one. */
class SyncCompanyTest {
  private static final long CALL_NANOS = 200_000;

  private final SyncCompany company = new SyncCompany();

  /** The clock wraps between the end of the first call and the end of the wait behind it. */
  private long nowNanos = Long.MAX_VALUE - CALL_NANOS - CALL_NANOS / 4;

  private void call(int served, int waiting, long nanos) {
    company.begins(served, nowNanos);
    nowNanos += nanos;
    company.ended(served, waiting, nowNanos);
  }

  private boolean mayStart(int count) {
    return company.mayStart(count, nowNanos);
  }

  @Test
  void aCallerThatIsAloneNeverWaits() {
    assertThat(mayStart(1)).isTrue();
    call(1, 0, CALL_NANOS);
    assertThat(mayStart(1)).isTrue();
    assertThat(company.isExpected(nowNanos)).isFalse();
  }

  @Test
  void aCallWaitsForThoseWhoWereServedAndThoseWhoHaveCome() {
    call(3, 2, CALL_NANOS);
    assertThat(mayStart(4)).isFalse();
    assertThat(mayStart(5)).isTrue();
    assertThat(company.isExpected(nowNanos)).isTrue();
  }

  @Test
  void aCallDoesNotWaitForMoreThanAFew() {
    call(SyncCompany.MOST_EXPECTED - 1, 1, CALL_NANOS);
    assertThat(mayStart(1)).isFalse();
    assertThat(company.isCrowded(nowNanos)).isFalse();
    call(SyncCompany.MOST_EXPECTED, 1, CALL_NANOS);
    assertThat(mayStart(1)).isTrue();
    assertThat(company.isCrowded(nowNanos)).isTrue();
    assertThat(company.isExpected(nowNanos)).as("their writes share a sync all the same").isTrue();
  }

  @Test
  void threadsThatDoNotSyncAnyMoreAreForgotten() {
    call(40, 5, CALL_NANOS);
    assertThat(company.areAround(45, nowNanos)).isTrue();
    assertThat(company.areAround(46, nowNanos)).isFalse();
    nowNanos = company.waitUntilNanos() + SyncCompany.LATELY_NANOS - 1;
    assertThat(company.areAround(45, nowNanos)).isTrue();
    nowNanos++;
    assertThat(company.areAround(45, nowNanos)).isFalse();
  }

  @Test
  void theWaitEndsAfterHalfTheTimeOfACall() {
    call(3, 2, CALL_NANOS);
    nowNanos += CALL_NANOS / 2 - 1;
    assertThat(mayStart(4)).isFalse();
    nowNanos++;
    assertThat(mayStart(4)).isTrue();
    assertThat(company.waitUntilNanos()).isEqualTo(nowNanos);
    assertThat(company.isExpected(nowNanos)).isFalse();
  }

  @Test
  void theTimeOfACallIsAnAverageOfTheLatestOnes() {
    call(3, 2, CALL_NANOS);
    call(5, 0, 5 * CALL_NANOS); // (3 * 1 + 5) / 4 are 2, and half of that is 1
    nowNanos += CALL_NANOS - 1;
    assertThat(mayStart(4)).isFalse();
    nowNanos++;
    assertThat(mayStart(4)).isTrue();
  }

  @Test
  void theWaitOnASlowDeviceIsLimited() {
    call(3, 2, 1_000 * CALL_NANOS);
    nowNanos += SyncCompany.LONGEST_WAIT_NANOS;
    assertThat(mayStart(1)).isTrue();
  }

  @Test
  void aCallThatTakesAsLongAsAWakeUpIsNotDelayed() {
    call(3, 2, SyncCompany.SHORTEST_CALL_NANOS - 1);
    assertThat(mayStart(1)).isTrue();
  }

  @Test
  void afterAWaitInVainTheNextCallsStartAtOnce() {
    call(1, 1, CALL_NANOS);
    call(1, 1, CALL_NANOS); // nobody came in time
    assertThat(mayStart(1)).as("after the first one").isTrue();
    call(1, 1, CALL_NANOS);
    assertThat(mayStart(1)).as("it tries again").isFalse();
    call(1, 1, CALL_NANOS);
    assertThat(mayStart(1)).isTrue();
    call(1, 1, CALL_NANOS);
    assertThat(mayStart(1)).as("now it is patient twice as long").isTrue();
    call(1, 1, CALL_NANOS);
    assertThat(mayStart(1)).isFalse();
  }

  @Test
  void aWaitThatPaysForgetsTheWaitsInVain() {
    call(1, 1, CALL_NANOS);
    call(1, 1, CALL_NANOS); // in vain, so the next one in vain would cost two waits
    call(1, 1, CALL_NANOS);
    call(2, 1, CALL_NANOS); // the second one came
    call(1, 1, CALL_NANOS); // in vain
    assertThat(mayStart(1)).isTrue();
    call(1, 1, CALL_NANOS);
    assertThat(mayStart(1)).as("it tries again after one call, not after two").isFalse();
  }

  @Test
  void callsOfALoneThreadDoNotCountAsThoseThatStartAtOnce() {
    call(1, 1, CALL_NANOS);
    call(1, 1, CALL_NANOS); // in vain
    call(1, 1, CALL_NANOS);
    call(1, 1, CALL_NANOS); // in vain again: two calls start at once, and this one's is the first
    call(1, 0, CALL_NANOS);
    call(1, 1, CALL_NANOS);
    assertThat(mayStart(1)).as("the second one").isTrue();
    call(1, 1, CALL_NANOS);
    assertThat(mayStart(1)).isFalse();
  }

  @Test
  void itTriesAgainAtLastHoweverManyWaitsWereInVain() {
    int waits = 0;
    for (int i = 0; i < 20 * SyncCompany.MOST_SKIPPED; i++) {
      call(1, 1, CALL_NANOS);
      waits += mayStart(1) ? 0 : 1;
    }
    assertThat(waits).isBetween(15, 40);
  }

  @Test
  void aThreadThatEndsDoesNotStopTheOthersFromMeeting() {
    call(8, 0, CALL_NANOS);
    call(7, 0, CALL_NANOS);
    assertThat(mayStart(6)).isFalse();
    assertThat(mayStart(7)).isTrue();
  }
}
