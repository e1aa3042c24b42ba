// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.Unit;
import java.util.function.Predicate;

/**
 * The accepted units whose turn has not come, oldest first. The units are the links of the list.
 */
public final class UnitQueue {
  private Unit head;
  private Unit tail;
  private long acceptances;

  public Unit head() {
    return head;
  }

  public boolean isEmpty() {
    return head == null;
  }

  /** Numbers the units of a batch and appends them, linked oldest first. */
  public void accept(Unit oldest) {
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

  /** Removes the first unit. */
  public Unit remove() {
    Unit unit = head;
    head = unit.next;
    if (head == null) {
      tail = null;
    }
    unit.next = null;
    return unit;
  }

  /** Puts a unit that had left the queue back to its front. */
  public void putBack(Unit unit) {
    unit.next = head;
    head = unit;
    tail = tail == null ? unit : tail;
  }

  /** {@return the number of units that match {@code which}} */
  public int count(Predicate<Unit> which) {
    int count = 0;
    for (Unit unit = head; unit != null; unit = unit.next) {
      count += which.test(unit) ? 1 : 0;
    }
    return count;
  }

  /**
   * Removes the units that match {@code which}. Allocates nothing. {@return these units, linked
   * oldest first, or null}
   */
  public Unit removeIf(Predicate<Unit> which) {
    Unit removed = null;
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
    return removed;
  }
}
