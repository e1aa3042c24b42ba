// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.unit.RequestHolds;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import java.util.function.Predicate;

/**
 * The checks before every backend. It applies the limit of operations and the rules of file slots,
 * and acquires files and memory. If the backend accepts nothing any more, everything is undone.
 */
public final class Admission {
  private final SchedulerContext context;
  private final SlotTable slots;
  private final int maxChainLength;

  public Admission(SchedulerContext context, SlotTable slots, int maxChainLength) {
    this.context = context;
    this.slots = slots;
    this.maxChainLength = maxChainLength;
  }

  /**
   * Admits one unit.
   *
   * @param handOver hands the unit to the backend and tells whether the backend accepted it
   * @throws IllegalArgumentException if the unit can never be admitted
   * @throws IllegalStateException if it cannot be admitted now; nothing was accepted in that case
   */
  public void admit(Unit unit, Predicate<Unit> handOver) {
    int operations = unit.operationCount();
    requireFits(unit, operations);
    context.limit().acquire(operations);
    boolean accepted = false;
    try {
      if (unit.op.usesSlots()) {
        synchronized (slots) {
          accepted = takeAndHandOver(unit, handOver);
        }
      } else {
        accepted = takeAndHandOver(unit, handOver);
      }
    } finally {
      if (!accepted) {
        context.limit().release(operations);
      }
    }
    if (!accepted) {
      throw context.refusal();
    }
  }

  private boolean takeAndHandOver(Unit unit, Predicate<Unit> handOver) {
    take(unit);
    boolean accepted = false;
    try {
      accepted = handOver.test(unit);
    } finally {
      if (!accepted) {
        RequestHolds.releaseChain(unit.op, context);
      }
    }
    return accepted;
  }

  /**
   * Admits the first {@code count} of {@code units}, all or none.
   *
   * @throws IllegalArgumentException if one of the units, or all of them together, can never be
   *     admitted
   * @throws IllegalStateException if one cannot be admitted now; nothing was accepted in that case
   */
  public void admitAll(Unit[] units, int count, Intake intake) {
    Object event = context.observer().beginBatch();
    long byteSize = event == null ? 0 : byteSize(units, count);
    int operations = 0;
    boolean usesSlots = false;
    for (int i = 0; i < count; i++) {
      int own = units[i].operationCount();
      requireFits(units[i], own);
      operations += own;
      usesSlots |= units[i].op.usesSlots();
    }
    context.limit().acquire(operations);
    boolean accepted = false;
    try {
      if (usesSlots) {
        synchronized (slots) {
          accepted = takeAllAndHandOver(units, count, intake);
        }
      } else {
        accepted = takeAllAndHandOver(units, count, intake);
      }
    } finally {
      if (!accepted) {
        context.limit().release(operations);
      }
    }
    if (!accepted) {
      throw context.refusal();
    }
    if (event != null) {
      context.observer().batchAccepted(event, operations, byteSize);
    }
  }

  private static long byteSize(Unit[] units, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      for (Request op = units[i].op; op != null; op = op.next) {
        sum += op.verb.isTransfer() ? op.byteSize : 0;
      }
    }
    return sum;
  }

  private boolean takeAllAndHandOver(Unit[] units, int count, Intake intake) {
    int taken = 0;
    boolean accepted = false;
    try {
      for (; taken < count; taken++) {
        take(units[taken]);
      }
      accepted = intake.accept(units, count);
    } finally {
      if (!accepted) {
        for (int i = taken - 1; i >= 0; i--) {
          RequestHolds.releaseChain(units[i].op, context);
        }
      }
    }
    return accepted;
  }

  private void take(Unit unit) {
    if (unit.op.usesSlots()) {
      slots.requireOpen(unit.op);
    }
    RequestHolds.acquireChain(unit.op, context);
  }

  private void requireFits(Unit unit, int operations) {
    if (operations > maxChainLength) {
      throw new IllegalArgumentException(
          "a chain of "
              + operations
              + " operations is longer than the ring, which has room for "
              + maxChainLength
              + ": "
              + unit.op);
    }
  }
}
