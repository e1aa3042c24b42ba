// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.align.Errno;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.RunningUnits;
import io.dio.iosched.internal.order.Settlement;
import io.dio.iosched.internal.order.WaitingUnits;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.ticket.Reports;
import io.dio.iosched.internal.unit.CancelRequest;
import io.dio.iosched.internal.unit.ChainMember;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.Entry;
import io.dio.iosched.internal.unit.OpenSubmission;
import io.dio.iosched.internal.unit.Outcome;
import io.dio.iosched.internal.unit.Quarantine;
import io.dio.iosched.internal.unit.SharedSync;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * All units that are accepted and have not ended. It holds those that wait for their turn and the
 * table of the entries in the kernel, and moves units through them. Only the coordinator's thread
 * uses it, except where a method says otherwise.
 */
final class Backlog {
  /** The number of entries in flight that are looked through for one question. */
  private static final int FEW = 8;

  private final Ring ring;
  private final Finisher finisher;
  private final Coalescing coalescing;
  private final WaitingUnits waiting = new WaitingUnits(new Running());
  private final InFlightTable inFlight;
  private final Cancellations cancellations;
  private final Chains chains;
  private final UnderWay underWay = new UnderWay();
  private final DurableEntries durable = new DurableEntries();

  /** Runs a task soon on the coordinator's thread. Any thread may call it. */
  private final Consumer<Errand> later;

  /** Created once, like {@link #RETIRE}: the end of an operation allocates nothing. */
  private final CoalescedRun.MemberResult completedMember = new CompletedMember();

  private final Outside outside;
  private final Settlement settlement;

  private static final Consumer<Unit> BEGUN = new Begun();

  /** Created once, while there is memory, like everything that {@link #abandon} needs. */
  private static final Retire RETIRE = new Retire();

  private static final BiConsumer<Entry, Boolean> ABANDON_WAITING = new AbandonWaiting();

  /** The units that have left the queue and not ended, except those at the gate. */
  private final class Running implements RunningUnits {
    @Override
    public void forEach(Consumer<Unit> action) {
      chains.live().forEach(action);
      inFlight.forEach(entry -> passUnits(entry, action));
      durable.forEachWaiting((entry, _) -> passUnits(entry, action));
    }

    private static void passUnits(Entry entry, Consumer<Unit> action) {
      if (!(entry instanceof ChainMember)) {
        entry.forEachUnit(action);
      }
    }
  }

  private final class CompletedMember implements CoalescedRun.MemberResult {
    @Override
    public void accept(Submission member, int result) {
      completed(member, result);
    }
  }

  private static final class Begun implements Consumer<Unit> {
    @Override
    public void accept(Unit unit) {
      unit.begun();
    }
  }

  private static final class Retire implements Consumer<Unit>, BiConsumer<Unit, Boolean> {
    @Override
    public void accept(Unit unit) {
      retire(unit);
    }

    @Override
    public void accept(Unit unit, Boolean ignored) {
      retire(unit);
    }
  }

  private static final class AbandonWaiting implements BiConsumer<Entry, Boolean> {
    @Override
    public void accept(Entry entry, Boolean ignored) {
      abandonWaiting(entry);
    }
  }

  private final Quarantine.Place quarantine = new Quarantine.Place();
  private boolean quarantined;

  /**
   * The entry that is in neither the table nor the queue at the moment; {@link #abandon} must
   * handle it too.
   */
  private Entry completing;

  /**
   * Units that were taken out of the queue to be ended without being issued, linked. {@link
   * #abandon} must handle them too.
   */
  private Unit unended;

  /** As {@link #completing}: the rest of a batch behind a cancellation, linked oldest first. */
  private Unit unaccepted;

  Backlog(
      Ring ring,
      Finisher finisher,
      Coalescing coalescing,
      Outside outside,
      Consumer<Errand> later,
      Settlement settlement) {
    this.later = later;
    this.settlement = settlement;
    this.ring = ring;
    this.finisher = finisher;
    this.coalescing = coalescing;
    this.outside = outside;
    this.inFlight = new InFlightTable(ring.capacity());
    this.cancellations = new Cancellations(ring, inFlight);
    this.chains = new Chains(ring, finisher, waiting, inFlight, durable, outside, underWay);
  }

  // ---- state ----

  /** {@return whether no accepted unit is left} */
  boolean isEmpty() {
    return waiting.isEmpty()
        && outside.isEmpty()
        && durable.isEmpty()
        && inFlight.size() == 0
        && !cancellations.isPending();
  }

  /**
   * {@return whether all accepted units have ended, except syncs} If much is in flight, it does not
   * look, and returns false.
   */
  private boolean isSettled() {
    return inFlight.size() <= FEW
        && outside.isEmpty()
        && !cancellations.isPending()
        && waiting.isSettled();
  }

  /** Lets other threads know if all accepted units have ended, except syncs. */
  void tellIfSettled() {
    if (isSettled()) {
      settlement.settled();
    }
  }

  /** {@return whether a unit waits for room in the ring, or because a batch is large enough} */
  boolean hasQueued() {
    return waiting.hasQueued() || cancellations.hasUnplaced();
  }

  /** {@return whether a sync can be placed that units wait for} */
  boolean hasDueSync() {
    return waiting.hasDueSync();
  }

  boolean hasInFlight() {
    return inFlight.size() > 0 || cancellations.isPending();
  }

  /** {@return the number of entries that the kernel has or that are placed} */
  int entriesInFlight() {
    return inFlight.size();
  }

  /** {@return whether only a completion can make room} */
  boolean isTableFull() {
    return inFlight.isFull();
  }

  /** Any thread. */
  long recentlyInFlight() {
    return underWay.count();
  }

  long coalescedWrites() {
    return coalescing.writes();
  }

  // ---- accept ----

  /** Adds a batch of units, linked oldest first. */
  void accept(Unit oldest) {
    Unit rest = oldest;
    Unit first = null;
    Unit last = null;
    while (rest != null) {
      Unit unit = rest;
      rest = unit.next;
      if (unit instanceof CancelRequest request) {
        waiting.accept(first);
        first = null;
        unaccepted = rest;
        cancel(request.target);
        unaccepted = null;
      } else {
        settlement.take(unit);
        unit.next = null;
        if (first == null) {
          first = unit;
        } else {
          last.next = unit;
        }
        last = unit;
      }
    }
    waiting.accept(first);
  }

  // ---- place ----

  /**
   * Places as many entries in the ring as there is room for, but ends when it has placed {@code
   * limit} entries. Cancellations and syncs do not count, and a chain may exceed the limit.
   */
  void place(int limit) {
    cancellations.place();
    // Syncs come first, because a busy queue could leave no room for them.
    placeSyncs();
    int first = ring.unsubmitted();
    do {
      Unit head;
      while (ring.unsubmitted() - first < limit
          && (head = waiting.next()) != null
          && placeHead(head)) {}
    } while (placeSyncs());
  }

  /** {@return false if there is no room} */
  private boolean placeHead(Unit head) {
    return switch (head) {
      case Submission submission -> placeSubmission(submission);
      case ChainSubmission chain -> chains.place(chain);
      case OpenSubmission submission -> startOpening(submission);
      case CancelRequest _ -> throw new AssertionError("a cancellation is never queued");
    };
  }

  private boolean startOpening(OpenSubmission submission) {
    outside.add(submission);
    waiting.remove();
    submission.begun();
    underWay.begun(1);
    outside.run(submission::open, submission::cannotStart, () -> cameBack(submission));
    return true;
  }

  private boolean placeSubmission(Submission head) {
    if (head.op.verb == Verb.DRAIN) {
      waiting.remove();
      finisher.finish(head, 0);
      ended(head);
      return true;
    }
    int refusal = Outcome.refusal(head.op);
    if (refusal != 0) {
      waiting.remove();
      finisher.finishUnissued(head, refusal);
      ended(head);
      return true;
    }
    if (inFlight.isFull()) {
      return false;
    }
    CoalescedRun run = coalescing.runFrom(head);
    if (head.op.isDurableByFlag()) {
      return placeDurableWrite(head, run);
    }
    return run == null ? placeAlone(head) : placeRun(run);
  }

  /** Places {@code head}, or the run that it begins. */
  private boolean placeDurableWrite(Submission head, CoalescedRun run) {
    Unit behind = run == null ? head.next : run.member(run.size() - 1).next;
    boolean shares = waiting.durableWriteStarts(head, behind);
    boolean placed;
    if (run == null) {
      head.writeFirst(shares && head.mayShareSync());
      placed = placeAlone(head);
    } else {
      run.writeFirst(shares);
      placed = placeRun(run);
    }
    if (!placed) {
      waiting.durableWriteEnded(head);
    }
    return placed;
  }

  private boolean placeAlone(Submission head) {
    if (!ring.place(head.toIssue(), head.rwFlags(), Request.Link.NONE, inFlight.nextUserData())) {
      return false;
    }
    waiting.remove();
    inFlight.add(head);
    head.begun();
    underWay.begun(1);
    durable.placed(head);
    return true;
  }

  private boolean placeRun(CoalescedRun run) {
    if (!ring.placeRun(run, inFlight.nextUserData())) {
      return false;
    }
    waiting.remove(run.size());
    inFlight.add(run);
    run.forEachUnit(BEGUN);
    // Counted before the start: a thread that sees the write in flight must also see that it was
    // merged.
    coalescing.placed(run);
    underWay.begun(run.size());
    durable.placed(run);
    return true;
  }

  /**
   * Places the syncs that may start. {@return whether some were refused, so that units that waited
   * for them may be in the queue now}
   */
  boolean placeSyncs() {
    boolean refused = false;
    SharedSync sync;
    while ((sync = waiting.nextSync()) != null) {
      int refusal = Outcome.refusal(sync.request());
      if (refusal != 0) {
        refuse(sync, refusal);
        refused = true;
      } else if (!placeSync(sync)) {
        break;
      }
    }
    return refused;
  }

  private void refuse(SharedSync sync, int refusal) {
    completing = sync;
    waiting.syncBegins();
    waiting.syncEnded(sync);
    for (int i = 0; i < sync.size(); i++) {
      finisher.finishUnissued(sync.member(i), refusal);
      ended(sync.member(i));
    }
    completing = null;
  }

  private boolean placeSync(SharedSync sync) {
    if (inFlight.isFull() || !ring.placeSync(sync, inFlight.nextUserData())) {
      return false;
    }
    waiting.syncBegins();
    inFlight.add(sync);
    sync.forEachUnit(BEGUN);
    underWay.begun(sync.size());
    durable.placed(sync);
    return true;
  }

  /**
   * Takes back a unit from outside the ring: its file is open, or it need not be held any more, or
   * it is a request to cancel that came after the stack was closed.
   */
  void cameBack(Unit unit) {
    switch (unit) {
      case OpenSubmission submission -> {
        // The unit is still in the list here. If this throws, the list is used to fail it.
        int result = submission.settle();
        outside.remove(submission);
        underWay.ended(1);
        finisher.finish(submission, result);
        ended(submission);
      }
      case CancelRequest request -> cancel(request.target);
      case Submission _, ChainSubmission _ -> waiting.released(unit);
    }
  }

  /** {@return whether an enter that took {@code taken} of the placed entries split a chain} */
  boolean isChainCut(int taken) {
    return chains.isCut(taken);
  }

  // ---- complete ----

  /** Handles every completion except that of the wake-up. */
  void completed(long userData, int result) {
    if (userData == Ring.CANCEL) {
      cancellations.completed();
      return;
    }
    Entry entry = inFlight.remove(userData);
    completing = entry;
    if (entry instanceof SharedSync sync) {
      waiting.syncEnded(sync);
    }
    if (!durable.isAnnounced(entry)) {
      completed(entry, result);
    } else {
      finisher.countSync(entry);
      if (durable.completed(entry, result, whenBelieved(entry, result))) {
        completed(entry, result);
      }
    }
    completing = null;
  }

  /**
   * Creates the task now, because the thread that ends the last concurrent call may have no memory
   * for it.
   */
  private Runnable whenBelieved(Entry entry, int result) {
    Errand errand =
        new Errand() {
          @Override
          void run() {
            believed(entry, result);
          }
        };
    return () -> later.accept(errand);
  }

  private void believed(Entry entry, int result) {
    completing = entry;
    durable.believed(entry);
    completed(entry, result);
    completing = null;
  }

  private void completed(Entry entry, int result) {
    switch (entry) {
      case Submission submission -> {
        writeEnded(submission);
        completed(submission, result);
      }
      case ChainMember member -> chains.completed(member, result);
      case CoalescedRun run -> {
        writeEnded(run.member(0));
        run.forEachResult(result, completedMember);
      }
      case SharedSync sync -> completed(sync, result);
    }
  }

  private void writeEnded(Submission first) {
    if (first.op.isDurableByFlag()) {
      waiting.durableWriteEnded(first);
    }
  }

  private void completed(SharedSync sync, int result) {
    int size = sync.size();
    finisher.synced(size);
    // Members that are put back to the front of the queue are in order there if the last is first.
    boolean goOn = result == -Errno.EINTR;
    for (int i = 0; i < size; i++) {
      completed(sync.member(goOn ? size - 1 - i : i), result);
    }
  }

  private void completed(Submission submission, int result) {
    underWay.ended(1);
    if (submission.isCancelRequested()) {
      finisher.finish(submission, submission.totalOfCancelled(result));
    } else if (submission.mustGoOn(result)) {
      waiting.putBack(submission);
      return;
    } else {
      finisher.finish(submission, submission.total(result));
    }
    ended(submission);
  }

  private void ended(Unit unit) {
    waiting.ended(unit);
  }

  // ---- cancel ----

  private void cancel(Unit target) {
    if (target.isDone()) {
      return;
    }
    target.cancelRequested();
    if (!endUnissued(waiting.removeIf(unit -> unit == target))) {
      cancelInFlight(entry -> isOf(entry, target));
    }
  }

  /**
   * Ends the operations that the kernel does not have, and asks the kernel to cancel the others.
   */
  void cancelAll() {
    inFlight.forEach(entry -> entry.forEachUnit(Unit::cancelRequested));
    outside.units().forEach(Unit::cancelRequested);
    chains.live().forEach(Unit::cancelRequested);
    endUnissued(waiting.removeAll());
    cancelInFlight(_ -> true);
  }

  /** Ends cancelled units that left the queue, linked oldest first. {@return false for none} */
  private boolean endUnissued(Unit oldest) {
    unended = oldest;
    while (unended != null) {
      Unit unit = unended;
      unit.cancelRequested();
      if (unit instanceof ChainSubmission chain) {
        chains.endCancelled(chain);
      } else {
        finisher.finishUnissued(unit, -Errno.ECANCELED);
        ended(unit);
      }
      unended = unit.next;
      unit.next = null;
    }
    return oldest != null;
  }

  private void cancelInFlight(Predicate<Entry> which) {
    inFlight.forEach((userData, entry) -> {
      if (which.test(entry)) {
        cancellations.add(userData);
      }
    });
  }

  /**
   * A run and a sync can belong to several units. A request to cancel one of them must not cancel
   * the others.
   */
  private static boolean isOf(Entry entry, Unit target) {
    return switch (entry) {
      case Submission submission -> submission == target;
      case ChainMember member -> member.chain == target;
      case CoalescedRun _ -> false;
      case SharedSync sync -> sync.size() == 1 && sync.member(0) == target;
    };
  }

  // ---- die ----

  /**
   * Fails all units. Memory that the kernel may still write to is never released. The method
   * allocates nothing, because there may be no memory. If one unit throws, it continues with the
   * next. It skips units that have already failed, so it can be called again.
   */
  void abandon() {
    underWay.reset();
    if (!quarantined) {
      quarantined = true;
      Quarantine.keepForever(quarantine, inFlight);
    }
    durable.lose();
    for (int i = 0; i < inFlight.capacity(); i++) {
      abandonInFlight(inFlight.entry(i));
    }
    durable.abandon();
    durable.forEachWaiting(ABANDON_WAITING);
    if (completing != null && !(completing instanceof ChainMember)) {
      completing.forEachUnit(RETIRE);
    }
    chains.forEach(RETIRE);
    outside.forEach(RETIRE);
    Unit.retireAllDead(unended);
    unended = null;
    Unit.retireAllDead(unaccepted);
    unaccepted = null;
    Unit.retireAllDead(waiting.removeAll());
  }

  private static void abandonInFlight(Entry entry) {
    if (entry == null) {
      return;
    }
    try {
      entry.abandonInFlight();
    } catch (Throwable e) {
      Reports.error("telling of an operation that its scheduler died failed", e);
    }
  }

  private static void abandonWaiting(Entry entry) {
    if (entry instanceof ChainMember member) {
      member.abandonUnbelieved();
    } else {
      entry.forEachUnit(RETIRE);
    }
  }

  private static void retire(Unit unit) {
    if (!unit.isDone()) { // else it has ended, or it is published and the finisher will end it
      unit.retireDead();
    }
  }
}
