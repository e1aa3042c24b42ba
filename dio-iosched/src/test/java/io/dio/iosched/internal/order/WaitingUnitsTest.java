// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where units wait, and that an engine which cancels or dies finds them all. */
class WaitingUnitsTest {
  private final SchedulerContext context =
      new SchedulerContext("test", SchedulerOptions.defaults(), WaiterSpin.NONE);
  private final List<Unit> running = new ArrayList<>();
  private final WaitingUnits waiting = new WaitingUnits(running::forEach);
  private Scratch scratch;
  private Unit read;
  private Unit drain;
  private Unit behind;

  /** A read runs, a drain waits for it at the gate, and another read waits in the queue. */
  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
    read = accepted(scratch.read());
    assertThat(waiting.next()).isSameAs(read);
    waiting.remove();
    running.add(read);
    drain = accepted(Op.drain(scratch.file()));
    behind = accepted(scratch.read());
    assertThat(waiting.next()).isSameAs(behind);
  }

  @AfterEach
  void tearDown() {
    scratch.close();
  }

  private Unit accepted(Op op) {
    Unit unit = Unit.of((Request) op, context);
    waiting.accept(unit);
    return unit;
  }

  private static List<Unit> list(Unit oldest) {
    List<Unit> units = new ArrayList<>();
    for (Unit unit = oldest; unit != null; unit = unit.next) {
      units.add(unit);
    }
    return units;
  }

  @Test
  void whatWaitsAtTheGateStartsFirstWhenNothingIsAheadOfIt() {
    running.remove(read);
    waiting.ended(read);

    assertThat(waiting.next()).isSameAs(drain);
  }

  @Test
  void removalFindsTheUnitsOfTheGateAndOfTheQueue() {
    assertThat(waiting.count(unit -> unit == drain)).isEqualTo(1);
    assertThat(list(waiting.removeIf(unit -> unit == drain))).containsExactly(drain);
    assertThat(waiting.isEmpty()).isFalse();
    assertThat(list(waiting.removeIf(unit -> unit == behind))).containsExactly(behind);
    assertThat(waiting.isEmpty()).isTrue();
  }

  @Test
  void allAreRemovedOldestFirst() {
    assertThat(list(waiting.removeAll())).containsExactly(drain, behind);
    assertThat(waiting.isEmpty()).isTrue();
    assertThat(waiting.next()).isNull();
  }
}
