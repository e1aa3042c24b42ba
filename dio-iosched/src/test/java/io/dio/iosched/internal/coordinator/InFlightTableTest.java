// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.iosched.Op;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.unit.Entry;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InFlightTableTest {
  private static Submission submission() {
    return Submission.marker();
  }

  private static long add(InFlightTable table, Submission submission) {
    long userData = table.nextUserData();
    table.add(submission);
    return userData;
  }

  @Test
  void givesBackWhatWasAddedInAnyOrder() {
    InFlightTable table = new InFlightTable(3);
    Submission first = submission();
    Submission second = submission();
    Submission third = submission();
    long ofFirst = add(table, first);
    long ofSecond = add(table, second);
    long ofThird = add(table, third);
    assertThat(table.size()).isEqualTo(3);
    assertThat(table.isFull()).isTrue();

    assertThat(table.remove(ofSecond)).isSameAs(second);
    assertThat(table.remove(ofThird)).isSameAs(third);
    assertThat(table.remove(ofFirst)).isSameAs(first);
    assertThat(table.size()).isZero();
    assertThat(table.isFull()).isFalse();
  }

  @Test
  void askingForTheNextUserDataChangesNothing() {
    InFlightTable table = new InFlightTable(2);
    long userData = table.nextUserData();

    assertThat(table.nextUserData()).isEqualTo(userData);
    assertThat(table.size()).isZero();
  }

  @Test
  void noUserDataComesTwiceAndNoneIsReserved() {
    InFlightTable table = new InFlightTable(7);
    Random random = new Random(1);
    Set<Long> used = new HashSet<>();
    List<Long> present = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (!table.isFull() && (present.isEmpty() || random.nextBoolean())) {
        long userData = add(table, submission());
        assertThat(used.add(userData)).isTrue();
        assertThat(userData).isNotIn(Ring.WAKE_UP, Ring.CANCEL);
        present.add(userData);
      } else {
        table.remove(present.remove(random.nextInt(present.size())));
      }
      assertThat(table.size()).isEqualTo(present.size());
    }
  }

  @Test
  void theUserDataHoldsGenerationAndIndex() {
    InFlightTable table = new InFlightTable(1);
    for (long generation = 0; generation < 5; generation++) {
      long userData = add(table, submission());
      assertThat(userData).isEqualTo(generation << 32);
      table.remove(userData);
    }
  }

  @Test
  void anEarlierGenerationIsRefused() {
    InFlightTable table = new InFlightTable(1);
    long stale = add(table, submission());
    table.remove(stale);
    Submission present = submission();
    long userData = add(table, present);

    assertThatThrownBy(() -> table.remove(stale))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("user_data 0x0");
    assertThat(table.remove(userData)).isSameAs(present);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, -1, Long.MIN_VALUE, 0x1_0000_0000L, 0x8000_0000L, 0xFFFF_FFFFL})
  void whatBelongsToNoEntryIsRefused(long userData) {
    InFlightTable table = new InFlightTable(2);

    assertThatThrownBy(() -> table.remove(userData))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("0x" + Long.toHexString(userData));
    assertThat(table.size()).isZero();
  }

  @Test
  void aSecondCompletionIsRefused() {
    InFlightTable table = new InFlightTable(2);
    long userData = add(table, submission());
    table.remove(userData);

    assertThatThrownBy(() -> table.remove(userData)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void visitsEverythingInFlight() {
    InFlightTable table = new InFlightTable(4);
    Map<Long, Submission> present = new HashMap<>();
    Queue<Long> order = new ArrayDeque<>();
    for (int i = 0; i < 4; i++) {
      Submission submission = submission();
      long userData = add(table, submission);
      present.put(userData, submission);
      order.add(userData);
    }
    long removed = order.remove();
    table.remove(removed);
    present.remove(removed);
    List<Entry> visited = new ArrayList<>();
    table.forEach(entry -> visited.add(entry));
    Map<Long, Entry> visitedByUserData = new HashMap<>();
    table.forEach(visitedByUserData::put);

    assertThat(visited).containsExactlyInAnyOrderElementsOf(present.values());
    assertThat(visitedByUserData).isEqualTo(present);
  }

  @Test
  void theUnitsInFlightOnAFileCanBeCounted(@TempDir Path directory) {
    try (Scratch scratch = new Scratch(directory)) {
      DioFile file = scratch.file();
      DioFile other = scratch.open();
      InFlightTable table = new InFlightTable(5);
      long ofFirst = add(table, new Submission((Request) scratch.read(file), null));
      add(table, new Submission((Request) scratch.write(file), null));
      add(table, new Submission((Request) scratch.read(other), null));
      assertThat(count(table, file)).isEqualTo(2);
      assertThat(count(table, other)).isEqualTo(1);
      table.remove(ofFirst);

      assertThat(count(table, file)).isEqualTo(1);
    }
  }

  /** {@return the units in flight that a drain of {@code file} waits for} */
  private static int count(InFlightTable table, DioFile file) {
    Unit drain = new Submission((Request) Op.drain(file), null);
    List<Unit> ahead = new ArrayList<>();
    table.forEach(entry ->
        entry.forEachUnit(unit -> {
          if (drain.waitsFor(unit)) {
            ahead.add(unit);
          }
        }));
    return ahead.size();
  }

  @Test
  void tellsWhichUserDataItHoldsAndHowManyMoreItTakes() {
    InFlightTable table = new InFlightTable(2);
    assertThat(table.free()).isEqualTo(2);
    assertThat(table.holds(table.nextUserData())).isFalse();
    long first = add(table, submission());
    long second = add(table, submission());
    assertThat(table.holds(first)).isTrue();
    assertThat(table.holds(second)).isTrue();
    assertThat(table.free()).isZero();
    assertThat(table.size()).isEqualTo(2);
    table.remove(first);
    assertThat(table.holds(first)).isFalse();
    assertThat(table.free()).isEqualTo(1);
    long successor = add(table, submission());

    assertThat((int) successor).isEqualTo((int) first);
    assertThat(table.holds(first)).isFalse();
    assertThat(table.holds(successor)).isTrue();
  }
}
