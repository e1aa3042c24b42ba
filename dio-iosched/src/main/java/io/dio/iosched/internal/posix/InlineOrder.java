// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.foreign.UninterruptibleWait;
import io.dio.iosched.internal.order.OrderingGate;
import io.dio.iosched.internal.unit.Unit;
import java.util.IdentityHashMap;
import java.util.function.Consumer;

/**
 * Keeps the order of ordered units if each thread runs its own units. A thread whose unit has to
 * wait for others waits here.
 *
 * <p>The monitor of this object guards it. A thread that accepts several units in one step holds
 * the monitor during the step.
 */
final class InlineOrder {
  /** The calls that an accepted unit waits for, and whether its turn has come. */
  private static final class Turn {
    final BlockingCalls.Ahead ahead;
    boolean hasCome;

    Turn(BlockingCalls.Ahead ahead) {
      this.ahead = ahead;
    }
  }

  private final OrderingGate gate = new OrderingGate();

  /** The turns of all accepted units that have not ended. */
  private final IdentityHashMap<Unit, Turn> turns = new IdentityHashMap<>();

  /** Created once: ending a unit must not allocate, because other units wait for it. */
  private final Consumer<Unit> free = this::turnHasCome;

  private long acceptances;

  /**
   * Accepts {@code unit}, which waits for {@code ahead} in addition to the units accepted here. If
   * this throws because memory is short, the unit is not accepted.
   */
  synchronized void accept(Unit unit, BlockingCalls.Ahead ahead) {
    Turn turn = new Turn(ahead);
    unit.accepted(acceptances++);
    boolean accepted = false;
    try {
      turn.hasCome = !gate.holdsBack(unit, this::forEachRunning);
      turns.put(unit, turn);
      accepted = true;
    } finally {
      if (!accepted) {
        ended(unit);
      }
    }
  }

  private void forEachRunning(Consumer<Unit> action) {
    turns.forEach((unit, turn) -> {
      if (turn.hasCome) {
        action.accept(unit);
      }
    });
  }

  /**
   * Waits until the accepted {@code unit} may start. An interrupt does not end the wait; the
   * interrupt flag is restored.
   */
  void awaitTurn(Unit unit) {
    awaitCome(unit).ahead.await();
  }

  private synchronized Turn awaitCome(Unit unit) {
    Turn turn = turns.get(unit);
    UninterruptibleWait.complete(() -> {
      while (!turn.hasCome) {
        wait();
      }
    });
    return turn;
  }

  /** Notes that {@code unit} has ended, or was given up before its turn came. */
  synchronized void ended(Unit unit) {
    turns.remove(unit);
    gate.remove(unit);
    gate.ended(unit, free);
  }

  private void turnHasCome(Unit unit) {
    turns.get(unit).hasCome = true;
    notifyAll();
  }
}
