// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Where units wait that must not start before others have ended: barriers behind the work on their
 * file, work on a slot behind its opening. Owner of the queue only.
 *
 * <p>Units that have to wait are rare and others are not, so nothing is counted per file: a unit
 * that {@linkplain Unit#mayWait may have to wait} counts once what it waits for, when its turn
 * comes, and the ends of others are looked at only while somebody waits.
 */
final class OrderingGate {
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

  boolean isEmpty() {
    return held.isEmpty();
  }

  /**
   * Holds {@code unit} back if it waits for others.
   *
   * @param running units that have left the queue and not ended, each once; looked through only if
   *     it may have to wait for one
   * @return false if it may start now
   */
  boolean holdsBack(Unit unit, Iterable<Unit> running) {
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

  /** {@code unit} has ended. {@return those that now wait for nothing more, oldest first} */
  List<Unit> ended(Unit unit) {
    unit.leftOrder();
    if (held.isEmpty()) {
      return List.of();
    }
    List<Unit> free = new ArrayList<>();
    for (Iterator<Held> all = held.iterator(); all.hasNext(); ) {
      Held waiting = all.next();
      if (isAhead(unit, waiting.unit) && --waiting.ahead == 0) {
        all.remove();
        free.add(waiting.unit);
      }
    }
    return free;
  }

  /** {@code unit} is not held outside any more. {@return it, if it now waits for nothing more} */
  List<Unit> released(Unit unit) {
    for (Iterator<Held> all = held.iterator(); all.hasNext(); ) {
      Held waiting = all.next();
      if (waiting.unit == unit && --waiting.ahead == 0) {
        all.remove();
        return List.of(unit);
      }
    }
    return List.of();
  }

  private static boolean isAhead(Unit other, Unit unit) {
    return other.acceptance < unit.acceptance && unit.waitsFor(other);
  }

  /** Gives up those that {@code which} says; they are the caller's again. */
  List<Unit> removeIf(Predicate<Unit> which) {
    List<Unit> removed = new ArrayList<>();
    held.removeIf(waiting -> {
      boolean goes = which.test(waiting.unit);
      if (goes) {
        removed.add(waiting.unit);
      }
      return goes;
    });
    return removed;
  }
}
