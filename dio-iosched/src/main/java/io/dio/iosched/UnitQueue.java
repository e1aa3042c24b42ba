// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Accepted units whose turn has not come, oldest first, linked through themselves. */
final class UnitQueue {
  private Unit head;
  private Unit tail;
  private long acceptances;

  Unit head() {
    return head;
  }

  boolean isEmpty() {
    return head == null;
  }

  /** Numbers and appends a batch, linked oldest first. */
  void accept(Unit oldest) {
    Unit rest = oldest;
    while (rest != null) {
      Unit unit = rest;
      rest = unit.next;
      unit.next = null;
      unit.accepted(acceptances++);
      append(unit);
    }
  }

  private void append(Unit unit) {
    if (tail == null) {
      head = unit;
    } else {
      tail.next = unit;
    }
    tail = unit;
  }

  /** Takes the head out. */
  Unit remove() {
    Unit unit = head;
    head = unit.next;
    if (head == null) {
      tail = null;
    }
    unit.next = null;
    return unit;
  }

  /** Puts a unit that had left before all others. */
  void putBack(Unit unit) {
    unit.next = head;
    head = unit;
    tail = tail == null ? unit : tail;
  }

  /** Puts back several, oldest first, all accepted before those that are queued. */
  void putBack(List<Unit> units) {
    // The youngest first: that keeps their order.
    for (int i = units.size() - 1; i >= 0; i--) {
      putBack(units.get(i));
    }
  }

  /** Takes out those that {@code which} says. {@return them, oldest first} */
  List<Unit> removeIf(Predicate<Unit> which) {
    List<Unit> removed = new ArrayList<>();
    Unit rest = head;
    head = null;
    tail = null;
    while (rest != null) {
      Unit unit = rest;
      rest = unit.next;
      unit.next = null;
      if (which.test(unit)) {
        removed.add(unit);
      } else {
        append(unit);
      }
    }
    return removed;
  }
}
