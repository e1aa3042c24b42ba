// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.coordinator.Coordinator;
import io.dio.iosched.internal.order.Admission;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.DeferredUnits;
import io.dio.iosched.internal.order.Intake;
import io.dio.iosched.internal.order.MemberBatch;
import io.dio.iosched.internal.order.Settlement;
import io.dio.iosched.internal.order.SubmissionStack;
import io.dio.iosched.internal.order.SubmissionStack.Push;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A coordinator over a simulated kernel, with the classes that hand work to it. It works as a
 * scheduler does, except that signals and openings come when the simulation wants them.
 */
final class SimulatedScheduler {
  private final SimulatedKernel ring;
  private final SubmissionStack stack = new SubmissionStack();
  private final Settlement settlement = new Settlement();
  private final SchedulerContext context;
  private final SlotTable slots;
  private final Coordinator coordinator;
  private final Admission admission;
  private final List<Runnable> openings = new ArrayList<>();

  /** The signals that submitters must send and have not sent yet. */
  private int owedSignals;

  SimulatedScheduler(SimulatedKernel ring, SchedulerOptions options, LongSupplier clock) {
    this.ring = ring;
    context = new SchedulerContext("simulation", options, new WaiterSpin(0));
    slots = new SlotTable(options.fileSlots(), "simulation");
    coordinator =
        new Coordinator(
            ring,
            stack,
            new DeferredUnits(settlement),
            settlement,
            context,
            Coalescing.of(options.coalescing()),
            openings::add,
            clock);
    admission = new Admission(context, slots, ring.maxChainLength());
    context.setCanceller(coordinator::requestCancel);
  }

  Coordinator coordinator() {
    return coordinator;
  }

  List<FileSlot> slots() {
    return slots.slots();
  }

  boolean hasWork() {
    return stack.hasWork();
  }

  // ---- handing over ----

  Unit submit(Request request, boolean heldOutside) {
    Unit unit = Unit.of(request, context);
    admission.admit(
        unit,
        admitted -> {
          if (heldOutside) {
            admitted.holdOutside();
          }
          return push(admitted, admitted);
        });
    return unit;
  }

  Unit[] submitAll(List<Op> ops) {
    Unit[] units = Unit.all(ops, context);
    admission.admitAll(units, units.length, this::pushAll);
    return units;
  }

  /** {@return a batch that gives the units of each use to {@code submitted} before they run} */
  MemberBatch newBatch(int capacity, Intake submitted) {
    return new MemberBatch(
        capacity,
        null,
        context,
        admission,
        (units, count) -> submitted.accept(units, count) && pushAll(units, count));
  }

  private boolean pushAll(Unit[] units, int count) {
    for (int i = 0; i < count; i++) {
      units[i].next = i == 0 ? null : units[i - 1];
    }
    return push(units[count - 1], units[0]);
  }

  private boolean push(Unit newest, Unit oldest) {
    Push push = stack.push(newest, oldest);
    if (push == Push.ACCEPTED_WAKE_OWED) {
      owedSignals++;
    }
    return push != Push.REFUSED;
  }

  // ---- late events ----

  boolean owesSignal() {
    return owedSignals > 0;
  }

  void sendSignal() {
    owedSignals--;
    ring.signal();
  }

  boolean hasOpenings() {
    return !openings.isEmpty();
  }

  void runOpening(int which) {
    openings.remove(which % openings.size()).run();
  }

  // ---- ending ----

  /** {@return the error of which the coordinator died, or null} */
  Throwable causeOfDeath() {
    return context.refusal().getCause();
  }

  void discardUnclaimed() {
    context.discardUnclaimed();
  }

  /** At the end, acquires as many permits as there are, because all must be free. */
  void takeWholeLimit(int maxInFlight) {
    context.limit().acquire(maxInFlight);
  }
}
