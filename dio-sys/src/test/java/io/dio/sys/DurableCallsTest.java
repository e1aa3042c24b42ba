// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.sys.internal.DurableCalls;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The rules by which the success of a sync or durable write counts if several run at the same time.
 */
class DurableCallsTest {
  private static final boolean SYNC = true;
  private static final boolean WRITE = false;

  private final DurableCalls calls = new DurableCalls(false);
  private final List<String> believed = new ArrayList<>();

  private boolean succeed(String name, long number, boolean sync) {
    return calls.endSucceeded(number, sync, () -> believed.add(name));
  }

  @Test
  void aCallThatNothingRanBesideIsBelievedAtOnce() {
    assertThat(succeed("sync", calls.begin(SYNC), SYNC)).isTrue();
    assertThat(succeed("write", calls.begin(WRITE), WRITE)).isTrue();
    assertThat(believed).isEmpty();
  }

  @Test
  void aSyncWaitsForTheSyncsAndDurableWritesThatRanBesideIt() {
    long sync = calls.begin(SYNC);
    long other = calls.begin(SYNC);
    long write = calls.begin(WRITE);
    assertThat(succeed("sync", sync, SYNC)).isFalse();
    calls.end(other, SYNC);
    assertThat(believed).isEmpty();
    calls.end(write, WRITE);
    assertThat(believed).containsExactly("sync");
  }

  @Test
  void aDurableWriteWaitsForSyncsAndNotForItsLike() {
    long write = calls.begin(WRITE);
    long other = calls.begin(WRITE);
    long sync = calls.begin(SYNC);
    assertThat(succeed("write", write, WRITE)).isFalse();
    assertThat(succeed("sync", sync, SYNC)).isFalse();
    assertThat(believed).containsExactly("write");
    assertThat(succeed("other", other, WRITE)).isTrue();
    assertThat(believed).containsExactly("write", "sync");
  }

  @Test
  void aDurableWriteWaitsForItsLikeWhereTheyShareErrors() {
    DurableCalls sharing = new DurableCalls(true);
    long write = sharing.begin(WRITE);
    long other = sharing.begin(WRITE);
    assertThat(sharing.endSucceeded(write, WRITE, () -> believed.add("write"))).isFalse();
    long later = sharing.begin(WRITE);
    assertThat(believed).isEmpty();
    sharing.end(other, WRITE);
    assertThat(believed).as("whatever began after it ended").containsExactly("write");
    assertThat(sharing.endSucceeded(later, WRITE, () -> believed.add("later"))).isTrue();
  }

  @Test
  void oneThatCannotBeToldKeepsNobodyElseFromBeingTold() {
    long last = calls.begin(SYNC);
    long first = calls.begin(SYNC);
    long second = calls.begin(SYNC);
    Runnable failing =
        () -> {
          throw new OutOfMemoryError("on purpose");
        };
    assertThat(calls.endSucceeded(first, SYNC, failing)).isFalse();
    assertThat(succeed("second", second, SYNC)).isFalse();
    assertThatThrownBy(() -> calls.end(last, SYNC))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("on purpose");
    assertThat(believed).containsExactly("second");
    assertThat(succeed("later", calls.begin(SYNC), SYNC)).isTrue();
  }

  @Test
  void nobodyWaitsForWhatBeganAfterItEnded() {
    long first = calls.begin(SYNC);
    long second = calls.begin(SYNC);
    assertThat(succeed("first", first, SYNC)).isFalse();
    long third = calls.begin(SYNC);
    assertThat(succeed("second", second, SYNC)).isFalse();
    assertThat(believed).containsExactly("first");
    calls.end(third, SYNC);
    assertThat(believed).containsExactly("first", "second");
  }

  @Test
  void twoThatWaitDoNotWaitForEachOther() {
    long first = calls.begin(SYNC);
    long second = calls.begin(SYNC);
    assertThat(succeed("first", first, SYNC)).isFalse();
    assertThat(succeed("second", second, SYNC)).isTrue();
    assertThat(believed).containsExactly("first");
  }

  @Test
  void anInterruptDoesNotEndTheWaitAndIsKept() throws InterruptedException {
    long beside = calls.begin(SYNC);
    long own = calls.begin(SYNC);
    boolean[] interrupted = new boolean[1];
    Thread waiter =
        Thread.ofPlatform()
            .start(() -> {
              Thread.currentThread().interrupt();
              calls.endSucceededAndAwait(own, SYNC);
              interrupted[0] = Thread.currentThread().isInterrupted();
            });
    while (waiter.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    calls.end(beside, SYNC);
    waiter.join();
    assertThat(interrupted[0]).isTrue();
  }
}
