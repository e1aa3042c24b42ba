// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.SharedSync;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.util.IdentityHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Lets the syncs of one file share system calls, which is known as group commit. While a sync of a
 * file is in progress, the submissions that need one gather. When it has ended, one sync is issued
 * for all of them.
 *
 * <p>A durable write that is alone is issued with its flag, because one call then does everything.
 * If there are others, each only writes its bytes and then gathers. So a wave of durable writes
 * needs one sync, or two if it is so large that its first part ends before the last one begins.
 *
 * <p>Only the owner of the queue uses it.
 */
final class SharedSyncs {
  /** The durable operations on one file or slot. */
  private static final class Target {
    final Object key;

    /** The units that need a sync, in the order of their coming. */
    final UnitList gathered = new UnitList();

    /** The number of {@link #gathered}. */
    int gatheredCount;

    /** The number of durable writes that are being written. */
    int writing;

    /** Whether a sync is in progress. */
    boolean syncing;

    /** Whether it is in the list of targets that may start a sync, and the next of that list. */
    boolean due;

    Target nextDue;

    Target(Object key) {
      this.key = key;
    }

    boolean isIdle() {
      return !syncing && writing == 0 && gathered.isEmpty() && !due;
    }
  }

  private final IdentityHashMap<Object, Target> targets = new IdentityHashMap<>();

  /** The targets that may start a sync, the one that has waited longest first. */
  private Target firstDue;

  private Target lastDue;

  /** The number of gathered units of all targets. */
  private int gatheredCount;

  // The arguments and the result of removeIf. An iterator over the targets would be an allocation.
  private Predicate<Unit> removing;
  private Unit removed;

  /** Created once: a removal allocates nothing. */
  private final BiConsumer<Object, Target> removeGathered = new RemoveGathered();

  private final class RemoveGathered implements BiConsumer<Object, Target> {
    @Override
    public void accept(Object key, Target target) {
      removeGathered(target);
    }
  }

  /** {@return whether no unit waits for a sync} */
  boolean isEmpty() {
    return gatheredCount == 0;
  }

  /** {@return whether {@link #next} may find a sync} */
  boolean hasDue() {
    return firstDue != null;
  }

  // ---- durable writes ----

  /**
   * Notes that a durable write starts. {@link #writeEnded} must follow.
   *
   * @param more whether another durable operation on the same target is about to start
   * @return whether it must only write its bytes, because it can share a sync with others
   */
  boolean writeStarts(Object key, boolean more) {
    Target target = target(key);
    boolean alone = !target.syncing && target.writing == 0 && target.gathered.isEmpty() && !more;
    target.writing++;
    return !alone;
  }

  /** Notes that a durable write was written, or failed. Allocates nothing. */
  void writeEnded(Object key) {
    Target target = targets.get(key);
    target.writing--;
    forgetIfIdle(target);
  }

  // ---- syncs ----

  /** Makes {@link #gather} for this unit succeed without allocation. */
  void prepareToGather(Submission unit) {
    target(unit.op.target());
  }

  /** Takes a unit that needs a sync. The caller has removed it from its queue. */
  void gather(Submission unit) {
    Target target = target(unit.op.target());
    target.gathered.append(unit);
    target.gatheredCount++;
    gatheredCount++;
    becomeDue(target);
  }

  private Target target(Object key) {
    Target target = targets.get(key);
    if (target == null) {
      target = new Target(key);
      targets.put(key, target);
    }
    return target;
  }

  private void becomeDue(Target target) {
    if (target.due || target.syncing || target.gathered.isEmpty()) {
      return;
    }
    target.due = true;
    if (firstDue == null) {
      firstDue = target;
    } else {
      lastDue.nextDue = target;
    }
    lastDue = target;
  }

  private Target removeFirstDue() {
    Target target = firstDue;
    firstDue = target.nextDue;
    lastDue = firstDue == null ? null : lastDue;
    target.nextDue = null;
    target.due = false;
    return target;
  }

  /**
   * {@return a sync for all units that gathered for one target, or null} They stay until {@link
   * #begin}.
   */
  SharedSync next() {
    while (firstDue != null) {
      UnitList gathered = firstDue.gathered;
      if (!gathered.isEmpty()) {
        return new SharedSync((Submission) gathered.head(), firstDue.gatheredCount);
      }
      // All of them were cancelled.
      forgetIfIdle(removeFirstDue());
    }
    return null;
  }

  /** Removes the units of the sync that {@link #next} returned last. {@link #ended} must follow. */
  void begin() {
    Target target = removeFirstDue();
    while (!target.gathered.isEmpty()) {
      target.gathered.remove();
    }
    gatheredCount -= target.gatheredCount;
    target.gatheredCount = 0;
    target.syncing = true;
  }

  /** Notes that a sync is not in progress any more. Allocates nothing. */
  void ended(Object key) {
    Target target = targets.get(key);
    target.syncing = false;
    becomeDue(target);
    forgetIfIdle(target);
  }

  private void forgetIfIdle(Target target) {
    if (target.isIdle()) {
      targets.remove(target.key);
    }
  }

  // ---- about the gathered ----

  /** Passes the gathered units to {@code action}. */
  void forEach(Consumer<Unit> action) {
    if (gatheredCount > 0) {
      for (Target target : targets.values()) {
        for (Unit unit = target.gathered.head(); unit != null; unit = unit.next) {
          action.accept(unit);
        }
      }
    }
  }

  /** {@return the number of gathered units that match {@code which}} */
  int count(Predicate<Unit> which) {
    int count = 0;
    if (gatheredCount > 0) {
      for (Target target : targets.values()) {
        count += target.gathered.count(which);
      }
    }
    return count;
  }

  /**
   * Removes the gathered units that match {@code which}; the caller then owns them. Allocates
   * nothing. {@return these units, linked, or {@code behind}}
   *
   * @param behind the unit to link behind the last, or null
   */
  Unit removeIf(Predicate<Unit> which, Unit behind) {
    if (gatheredCount == 0) {
      return behind;
    }
    removing = which;
    removed = behind;
    targets.forEach(removeGathered);
    Unit result = removed;
    removing = null;
    removed = null;
    return result;
  }

  private void removeGathered(Target target) {
    removed = target.gathered.removeIf(removing, removed);
    gatheredCount -= target.gatheredCount;
    target.gatheredCount = target.gathered.size();
    gatheredCount += target.gatheredCount;
  }
}
