// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.internal.order.SubmissionStack.Push;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SubmissionStackTest {
  private final SubmissionStack stack = new SubmissionStack();

  private static List<Unit> submissions(int count) {
    List<Unit> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(Submission.marker());
    }
    return all;
  }

  /** {@return the queue that begins with {@code oldest}} */
  private static List<Unit> list(Unit oldest) {
    List<Unit> all = new ArrayList<>();
    for (Unit at = oldest; at != null; at = at.next) {
      all.add(at);
    }
    return all;
  }

  // ---- order ----

  @Test
  void isEmptyAtFirst() {
    assertThat(stack.hasWork()).isFalse();
    assertThat(stack.take()).isNull();
  }

  @Test
  void givesOldestFirst() {
    List<Unit> pushed = submissions(5);
    pushed.forEach(stack::push);

    assertThat(stack.hasWork()).isTrue();
    assertThat(list(stack.take())).containsExactlyElementsOf(pushed);
    assertThat(stack.hasWork()).isFalse();
    assertThat(stack.take()).isNull();
  }

  @Test
  void batchesAreApart() {
    List<Unit> pushed = submissions(4);
    stack.push(pushed.get(0));
    stack.push(pushed.get(1));
    assertThat(list(stack.take())).containsExactly(pushed.get(0), pushed.get(1));
    stack.push(pushed.get(2));
    stack.push(pushed.get(3));

    assertThat(list(stack.take())).containsExactly(pushed.get(2), pushed.get(3));
  }

  // ---- the gate ----

  @Test
  void onlyTheFirstPushAfterAParkOwesAWakeUp() {
    List<Unit> pushed = submissions(3);
    assertThat(stack.push(pushed.get(0))).isEqualTo(Push.ACCEPTED);
    assertThat(list(stack.take())).hasSize(1);
    assertThat(stack.park()).isTrue();
    assertThat(stack.hasWork()).isFalse();
    assertThat(stack.take()).isNull();
    assertThat(stack.push(pushed.get(1))).isEqualTo(Push.ACCEPTED_WAKE_OWED);
    assertThat(stack.push(pushed.get(2))).isEqualTo(Push.ACCEPTED);

    assertThat(stack.unpark()).isFalse();
    assertThat(list(stack.take())).containsExactly(pushed.get(1), pushed.get(2));
  }

  @Test
  void nobodyOwesAWakeUpAfterTheConsumerTookTheGateBack() {
    assertThat(stack.park()).isTrue();
    assertThat(stack.unpark()).isTrue();

    assertThat(stack.push(Submission.marker())).isEqualTo(Push.ACCEPTED);
  }

  @Test
  void doesNotParkWithWorkToDo() {
    stack.push(Submission.marker());

    assertThat(stack.park()).isFalse();
    assertThat(list(stack.take())).hasSize(1);
  }

  @Test
  void aRequestWithoutWorkTakesTheGateOnce() {
    assertThat(stack.unparkWithoutWork()).isFalse();
    assertThat(stack.park()).isTrue();
    assertThat(stack.unparkWithoutWork()).isTrue();
    assertThat(stack.unparkWithoutWork()).isFalse();
    assertThat(stack.push(Submission.marker())).isEqualTo(Push.ACCEPTED);
    assertThat(stack.unpark()).isFalse();
  }

  // ---- closing ----

  @Test
  void closingGivesTheFinalBatchAndRefusesTheRest() {
    List<Unit> pushed = submissions(3);
    pushed.forEach(stack::push);
    assertThat(list(stack.takeFinal())).containsExactlyElementsOf(pushed);

    assertThat(stack.push(Submission.marker())).isEqualTo(Push.REFUSED);
    assertThat(stack.hasWork()).isFalse();
    assertThat(stack.take()).isNull();
    assertThat(stack.takeFinal()).isNull();
  }

  @Test
  void aClosedStackParksNobodyAndNeedsNoWakeUp() {
    assertThat(stack.takeFinal()).isNull();

    assertThat(stack.park()).isFalse();
    assertThat(stack.unparkWithoutWork()).isFalse();
    assertThat(stack.unpark()).isFalse();
    assertThat(stack.push(Submission.marker())).isEqualTo(Push.REFUSED);
  }

  // ---- races ----

  @Test
  void everyPushThatRacesWithCloseIsInABatchOrRefused() throws Exception {
    int producers = 3;
    for (int round = 0; round < 100; round++) {
      SubmissionStack raced = new SubmissionStack();
      CyclicBarrier together = new CyclicBarrier(producers + 1);
      try (ExecutorService executor = Executors.newFixedThreadPool(producers)) {
        List<Future<List<Unit>>> accepted = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
          accepted.add(
              executor.submit(() -> {
                together.await();
                return pushUntilRefused(raced, 20_000);
              }));
        }
        together.await();
        Set<Unit> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        int takenCount = 0;
        List<Unit> batches = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          batches.add(raced.take());
        }
        batches.add(raced.takeFinal());
        for (Unit oldest : batches) {
          takenCount += addAll(taken, oldest);
        }
        int acceptedCount = 0;
        for (Future<List<Unit>> producer : accepted) {
          assertThat(taken.containsAll(producer.get())).isTrue();
          acceptedCount += producer.get().size();
        }
        assertThat(taken).hasSize(acceptedCount);
        assertThat(takenCount).isEqualTo(acceptedCount);
      }
    }
  }

  private static int addAll(Set<Unit> taken, Unit oldest) {
    List<Unit> batch = list(oldest);
    taken.addAll(batch);
    return batch.size();
  }

  private static List<Unit> pushUntilRefused(SubmissionStack raced, int limit) {
    List<Unit> accepted = new ArrayList<>();
    while (accepted.size() < limit) {
      Unit next = Submission.marker();
      if (raced.push(next) == Push.REFUSED) {
        break;
      }
      accepted.add(next);
    }
    return accepted;
  }

  @Test
  void eachProducersOrderIsKept() throws Exception {
    int count = 50_000;
    List<Unit> first = submissions(count);
    List<Unit> second = submissions(count);
    CompletableFuture<Void> producers =
        CompletableFuture.allOf(
            CompletableFuture.runAsync(() -> first.forEach(stack::push)),
            CompletableFuture.runAsync(() -> second.forEach(stack::push)));
    List<Unit> taken = new ArrayList<>();
    while (taken.size() < 2 * count) {
      taken.addAll(list(stack.take()));
    }
    producers.get();

    Set<Unit> ofFirst = Collections.newSetFromMap(new IdentityHashMap<>());
    ofFirst.addAll(first);
    assertThat(taken.stream().filter(ofFirst::contains).toList()).isEqualTo(first);
    assertThat(taken.stream().filter(one -> !ofFirst.contains(one)).toList()).isEqualTo(second);
  }

  /**
   * The protocol of a coordinator, with a semaphore for the sleep. After each park either the
   * consumer takes the gate back, or exactly one producer wakes it.
   */
  @Test
  void exactlyOneWakeUpIsOwedPerPark() throws Exception {
    int producers = 3;
    int perProducer = 20_000;
    Semaphore sleep = new Semaphore(0);
    AtomicInteger owed = new AtomicInteger();
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (int i = 0; i < producers; i++) {
      ends.add(
          CompletableFuture.runAsync(
              () -> {
                for (int j = 0; j < perProducer; j++) {
                  if (stack.push(Submission.marker()) == Push.ACCEPTED_WAKE_OWED) {
                    owed.incrementAndGet();
                    sleep.release();
                  }
                  pauseNowAndThen(j);
                }
              },
              task -> Thread.ofPlatform().daemon().start(task)));
    }
    int taken = 0;
    int parks = 0;
    Set<Unit> seen = new HashSet<>();
    while (taken < producers * perProducer) {
      List<Unit> batch = list(stack.take());
      seen.addAll(batch);
      taken += batch.size();
      if (taken < producers * perProducer && stack.park()) {
        parks++;
        sleep.acquire();
        assertThat(stack.unpark()).as("the gate was taken by whoever woke us").isFalse();
      }
    }
    for (CompletableFuture<Void> end : ends) {
      end.get();
    }
    assertThat(seen).hasSize(taken);
    assertThat(owed).hasValue(parks);
    assertThat(sleep.availablePermits()).isZero();
  }

  /** Lets the consumer take everything and fall asleep. */
  private static void pauseNowAndThen(int round) {
    for (int i = round % 7 == 0 ? 200 : 0; i > 0; i--) {
      Thread.onSpinWait();
    }
  }
}
