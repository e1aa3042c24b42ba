// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.iosched.internal.order.OrderingGate;
import io.dio.iosched.internal.unit.Unit;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * The order of units that mind what else was accepted, among threads that each run their own: a
 * thread whose unit has to wait for others waits here.
 *
 * <p>Guarded by its monitor. Whoever accepts several in one step holds it meanwhile.
 */
final class InlineOrder {
  /** What a unit that was accepted waits for, and whether its turn has come. */
  private static final class Turn {
    final BlockingCalls.Ahead ahead;
    boolean hasCome;

    Turn(BlockingCalls.Ahead ahead) {
      this.ahead = ahead;
    }
  }

  private final OrderingGate gate = new OrderingGate();

  /** Of all units that were accepted and have not ended. */
  private final IdentityHashMap<Unit, Turn> turns = new IdentityHashMap<>();

  /** Made once: ending a unit must not need memory, since others wait for that. */
  private final Consumer<Unit> free = this::turnHasCome;

  private long acceptances;

  /**
   * Accepts {@code unit}, which waits for {@code ahead} besides what is accepted here. If this
   * throws, for lack of memory, it is not accepted.
   */
  synchronized void accept(Unit unit, BlockingCalls.Ahead ahead) {
    Turn turn = new Turn(ahead);
    unit.accepted(acceptances++);
    boolean accepted = false;
    try {
      turn.hasCome = !gate.holdsBack(unit, () -> running().iterator());
      turns.put(unit, turn);
      accepted = true;
    } finally {
      if (!accepted) {
        ended(unit);
      }
    }
  }

  private List<Unit> running() {
    List<Unit> running = new ArrayList<>();
    turns.forEach((unit, turn) -> {
      if (turn.hasCome) {
        running.add(unit);
      }
    });
    return running;
  }

  /**
   * Waits until {@code unit}, which was accepted, may start. An interrupt does not end the wait;
   * the flag is restored.
   */
  void awaitTurn(Unit unit) {
    awaitCome(unit).ahead.await();
  }

  private synchronized Turn awaitCome(Unit unit) {
    Turn turn = turns.get(unit);
    boolean interrupted = false;
    while (!turn.hasCome) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return turn;
  }

  /** {@code unit} has ended, or is given up before its turn came. */
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
