// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Holds units that must not start before other units have ended. Barriers wait for the operations
 * on their file, and operations on a slot wait for its opening. Only the thread that owns the queue
 * uses it.
 *
 * <p>Most units never wait, so the gate keeps no counter per file. When the turn of a unit comes
 * that {@linkplain Unit#mayWait may have to wait}, it counts once the units that it waits for. Ends
 * of units are checked only while a unit waits.
 */
public final class OrderingGate {
  private static final class Held {
    final Unit unit;
    int ahead;

    Held(Unit unit, int ahead) {
      this.unit = unit;
      this.ahead = ahead;
    }
  }

  /** Counts the units that one unit has to wait for. */
  private static final class Ahead implements Consumer<Unit> {
    Unit unit;
    int count;

    @Override
    public void accept(Unit other) {
      if (isAhead(other, unit)) {
        count++;
      }
    }
  }

  private final Ahead ahead = new Ahead();

  /** The waiting units in the order of acceptance. */
  private final List<Held> held = new ArrayList<>();

  public boolean isEmpty() {
    return held.isEmpty();
  }

  /**
   * Holds {@code unit} back if it has to wait for others.
   *
   * @param running the units that have left the queue and not ended; looked through only if {@code
   *     unit} may have to wait for one
   * @return false if it may start now
   */
  public boolean holdsBack(Unit unit, RunningUnits running) {
    int count = unit.isHeldOutside() ? 1 : 0;
    if (unit.mayWait()) {
      count += countAhead(unit, running);
    }
    if (count > 0) {
      held.add(new Held(unit, count));
    }
    return count > 0;
  }

  private int countAhead(Unit unit, RunningUnits running) {
    ahead.unit = unit;
    ahead.count = 0;
    running.forEach(ahead);
    for (int i = 0; i < held.size(); i++) {
      ahead.accept(held.get(i).unit);
    }
    ahead.unit = null;
    return ahead.count;
  }

  /**
   * Notes that {@code unit} has ended. Allocates nothing.
   *
   * @param free receives the units that now have nothing to wait for, the youngest first
   */
  public void ended(Unit unit, Consumer<Unit> free) {
    unit.leftOrder();
    for (int i = held.size() - 1; i >= 0; i--) {
      Held waiting = held.get(i);
      if (isAhead(unit, waiting.unit) && --waiting.ahead == 0) {
        held.remove(i);
        free.accept(waiting.unit);
      }
    }
  }

  /**
   * Notes that {@code unit} is no longer held outside. Allocates nothing. {@return whether the unit
   * was waiting here and now has nothing to wait for; the caller then owns it}
   */
  public boolean released(Unit unit) {
    for (int i = 0; i < held.size(); i++) {
      Held waiting = held.get(i);
      if (waiting.unit == unit && --waiting.ahead == 0) {
        held.remove(i);
        return true;
      }
    }
    return false;
  }

  private static boolean isAhead(Unit other, Unit unit) {
    return other.acceptance < unit.acceptance && unit.waitsFor(other);
  }

  /** Removes {@code unit} if it waits here. Allocates nothing. */
  public void remove(Unit unit) {
    for (int i = 0; i < held.size(); i++) {
      if (held.get(i).unit == unit) {
        held.remove(i);
        return;
      }
    }
  }

  /**
   * Removes the units that match {@code which}; the caller then owns them. Allocates nothing.
   * {@return these units, linked oldest first, or null}
   *
   * @param behind the unit to link behind the youngest
   */
  public Unit removeIf(Predicate<Unit> which, Unit behind) {
    Unit removed = behind;
    for (int i = held.size() - 1; i >= 0; i--) {
      Unit unit = held.get(i).unit;
      if (which.test(unit)) {
        held.remove(i);
        unit.next = removed;
        removed = unit;
      }
    }
    return removed;
  }

  /** {@return the number of waiting units that match {@code which}} */
  public int count(Predicate<Unit> which) {
    int count = 0;
    for (int i = 0; i < held.size(); i++) {
      count += which.test(held.get(i).unit) ? 1 : 0;
    }
    return count;
  }
}
