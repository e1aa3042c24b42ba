// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.IdentityHashMap;

/**
 * The order of units that mind what else was accepted, among threads that each run their own: a
 * thread whose unit has to wait for others waits here.
 *
 * <p>Guarded by its monitor. Whoever accepts several in one step holds it meanwhile.
 */
final class InlineOrder {
  private final OrderingGate gate = new OrderingGate();

  /** Units whose turn has come, with the calls that each waits for besides. */
  private final IdentityHashMap<Unit, BlockingCalls.Ahead> running = new IdentityHashMap<>();

  /** The same of units at the gate. */
  private final IdentityHashMap<Unit, BlockingCalls.Ahead> waiting = new IdentityHashMap<>();

  private long acceptances;

  /** Accepts {@code unit}, which waits for {@code ahead} besides what is accepted here. */
  synchronized void accept(Unit unit, BlockingCalls.Ahead ahead) {
    unit.accepted(acceptances++);
    boolean held = gate.holdsBack(unit, running.keySet());
    (held ? waiting : running).put(unit, ahead);
  }

  /**
   * Waits until {@code unit}, which was accepted, may start. An interrupt does not end the wait;
   * the flag is restored.
   */
  void awaitTurn(Unit unit) {
    awaitRunning(unit).await();
  }

  private synchronized BlockingCalls.Ahead awaitRunning(Unit unit) {
    boolean interrupted = false;
    while (!running.containsKey(unit)) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return running.get(unit);
  }

  /** {@code unit} has ended. */
  synchronized void ended(Unit unit) {
    running.remove(unit);
    if (waiting.remove(unit) != null) {
      // Given up before its turn came.
      gate.removeIf(held -> held == unit);
    }
    for (Unit free : gate.ended(unit)) {
      running.put(free, waiting.remove(free));
      notifyAll();
    }
  }
}
