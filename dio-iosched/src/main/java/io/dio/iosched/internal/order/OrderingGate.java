// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Where units wait that must not start before others have ended: barriers behind the work on their
 * file, work on a slot behind its opening. Owner of the queue only.
 *
 * <p>Units that have to wait are rare and others are not, so nothing is counted per file: a unit
 * that {@linkplain Unit#mayWait may have to wait} counts once what it waits for, when its turn
 * comes, and the ends of others are looked at only while somebody waits.
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

  /** In the order of acceptance. */
  private final List<Held> held = new ArrayList<>();

  public boolean isEmpty() {
    return held.isEmpty();
  }

  /**
   * Holds {@code unit} back if it waits for others.
   *
   * @param running units that have left the queue and not ended, each once; looked through only if
   *     it may have to wait for one
   * @return false if it may start now
   */
  public boolean holdsBack(Unit unit, Iterable<Unit> running) {
    int ahead = unit.isHeldOutside() ? 1 : 0;
    if (unit.mayWait()) {
      for (Unit other : running) {
        ahead += isAhead(other, unit) ? 1 : 0;
      }
      for (Held other : held) {
        ahead += isAhead(other.unit, unit) ? 1 : 0;
      }
    }
    if (ahead > 0) {
      held.add(new Held(unit, ahead));
    }
    return ahead > 0;
  }

  /**
   * {@code unit} has ended. Allocates nothing.
   *
   * @param free is given those that now wait for nothing more, the youngest first
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
   * {@code unit} is not held outside any more. Allocates nothing. {@return whether it is here, and
   * now waits for nothing more; then it is the caller's again}
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

  /** Gives up {@code unit}, if it is here. Allocates nothing. */
  public void remove(Unit unit) {
    for (int i = 0; i < held.size(); i++) {
      if (held.get(i).unit == unit) {
        held.remove(i);
        return;
      }
    }
  }

  /**
   * Gives up those that {@code which} says; they are the caller's again. Allocates nothing.
   * {@return them, linked oldest first, or null}
   *
   * @param behind what is linked behind the youngest
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

  /** {@return how many of those that wait {@code which} says} */
  public int count(Predicate<Unit> which) {
    int count = 0;
    for (int i = 0; i < held.size(); i++) {
      count += which.test(held.get(i).unit) ? 1 : 0;
    }
    return count;
  }
}
