// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.Unit;
import java.util.function.Predicate;

/** A list of units, oldest first. The units are its links, so its methods allocate nothing. */
final class UnitList {
  private Unit head;
  private Unit tail;

  /** {@return the first unit, linked to those behind it, or null} */
  Unit head() {
    return head;
  }

  boolean isEmpty() {
    return head == null;
  }

  /** {@return whether one of the units is not {@code expected}} */
  boolean hasOtherThan(Predicate<Unit> expected) {
    for (Unit unit = head; unit != null; unit = unit.next) {
      if (!expected.test(unit)) {
        return true;
      }
    }
    return false;
  }

  /** Appends a unit that is in no list. */
  void append(Unit unit) {
    if (tail == null) {
      head = unit;
    } else {
      tail.next = unit;
    }
    tail = unit;
  }

  /** Removes the first unit. */
  Unit remove() {
    Unit unit = head;
    head = unit.next;
    if (head == null) {
      tail = null;
    }
    unit.next = null;
    return unit;
  }

  /** Puts a unit that had left the list back to its front. */
  void putBack(Unit unit) {
    unit.next = head;
    head = unit;
    tail = tail == null ? unit : tail;
  }

  /** {@return the number of units that match {@code which}} */
  int count(Predicate<Unit> which) {
    int count = 0;
    for (Unit unit = head; unit != null; unit = unit.next) {
      count += which.test(unit) ? 1 : 0;
    }
    return count;
  }

  /** {@return the number of units} */
  int size() {
    int size = 0;
    for (Unit unit = head; unit != null; unit = unit.next) {
      size++;
    }
    return size;
  }

  /**
   * Removes the units that match {@code which}. {@return these units, linked oldest first, or
   * {@code behind}}
   *
   * @param behind the unit to link behind the youngest, or null
   */
  Unit removeIf(Predicate<Unit> which, Unit behind) {
    Unit removed = behind;
    Unit lastRemoved = null;
    Unit rest = head;
    head = null;
    tail = null;
    while (rest != null) {
      Unit unit = rest;
      rest = unit.next;
      unit.next = null;
      if (which.test(unit)) {
        if (lastRemoved == null) {
          removed = unit;
        } else {
          lastRemoved.next = unit;
        }
        lastRemoved = unit;
      } else {
        append(unit);
      }
    }
    if (lastRemoved != null) {
      lastRemoved.next = behind;
    }
    return removed;
  }
}
