// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Units that an engine has accepted and that nothing executes yet. A thread that submits one
 * operation at a time and waits for it defers the operation here, and makes it itself when it
 * waits. The engine is not woken for it.
 *
 * <p>The engine opens this object while threads behave like that. Its owner, which is one thread at
 * a time, looks here from time to time. A unit that it finds twice is late: no thread waits for it,
 * and the engine executes it.
 *
 * <p>A unit belongs to the thread that takes it out of its place. Its state as a ticket says
 * whether it may be {@linkplain #takeBack taken back}.
 */
public final class DeferredUnits {
  /** The number of places of each kind. A thread uses one, for a few microseconds at a time. */
  static final int PLACES = 64;

  /** The first of the places of barriers, so that a thread can defer a write and a barrier. */
  private static final int BARRIERS = PLACES;

  private static final int ALL = 2 * PLACES;

  private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Submission[].class);
  private static final VarHandle TAKEN_BACK;

  static {
    try {
      TAKEN_BACK =
          MethodHandles.lookup().findVarHandle(DeferredUnits.class, "takenBack", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Submission[] places = new Submission[ALL];

  /** The unit that the owner saw in each place at its last look. Only the owner uses it. */
  private final Submission[] seen = new Submission[ALL];

  private volatile boolean open;

  private long takenBack;

  private final Settlement settlement;

  /**
   * Creates a closed object.
   *
   * @param settlement counts the units that are given to the engine
   */
  public DeferredUnits(Settlement settlement) {
    this.settlement = settlement;
  }

  // ---- any thread ----

  /**
   * Defers {@code unit}, which no other thread knows. {@return whether it did; otherwise the caller
   * must hand the unit over}
   */
  public boolean defer(Submission unit) {
    if (!open) {
      return false;
    }
    int place = placeOf(Thread.currentThread()) + (unit.op.ordered ? BARRIERS : 0);
    unit.defer(place);
    if (!replace(place, null, unit)) {
      unit.startNow();
      return false;
    }
    // The compare-and-set is a full fence. Either the owner, which closes and then looks, sees the
    // unit, or this thread sees that it is closed.
    if (open || !replace(place, unit, null)) {
      return true;
    }
    unit.startNow();
    return false;
  }

  /** Maps neighbouring thread ids to distant places (the golden ratio in 32 bits). */
  private static int placeOf(Thread thread) {
    return ((int) thread.threadId() * 0x9E37_79B9) >>> 26;
  }

  private boolean replace(int place, Submission expected, Submission next) {
    return PLACE.compareAndSet(places, place, expected, next);
  }

  /**
   * Takes a deferred unit back, for the current thread to make it. {@return whether the thread now
   * owns the unit; false if the engine will execute it, or does so}
   */
  public boolean takeBack(Submission unit) {
    // After startNow() no other thread may take the unit back. If the owner has it meanwhile, the
    // unit is in no place, and its place may be any number.
    if (!unit.startNow() || !replace(unit.deferredAt() & (ALL - 1), unit, null)) {
      return false;
    }
    TAKEN_BACK.setOpaque(this, takenBack + 1);
    return true;
  }

  /**
   * Lets all deferred units start: no thread can take them back afterwards. {@return whether there
   * were some, so that the caller must wake the engine}
   */
  public boolean startAll() {
    boolean any = false;
    for (int place = 0; place < ALL; place++) {
      Submission unit = at(place);
      any |= unit != null && unit.startNow();
    }
    return any;
  }

  /** {@return whether threads may defer units} */
  public boolean isOpen() {
    return open;
  }

  /**
   * {@return a unit on {@code file} that is deferred or about to be handed over, or null; reads and
   * syncs, also barriers, do not count}
   */
  @SuppressWarnings("ReferenceEquality") // compares identity on purpose
  public Submission find(DioFile file) {
    for (int place = 0; place < PLACES; place++) {
      Submission unit = at(place);
      if (unit != null && unit.op.file == file && !isReadOrSync(unit)) {
        return unit;
      }
    }
    return null;
  }

  private static boolean isReadOrSync(Submission unit) {
    return unit.op.verb.isRead() || unit.op.isSharedSync();
  }

  /**
   * {@return whether every unit that was given to the engine so far has ended, except syncs; false
   * if it is not known} Ask {@link #find} before: a deferred unit may be given meanwhile.
   */
  public boolean isSettled() {
    return settlement.isSettled();
  }

  private Submission at(int place) {
    return (Submission) PLACE.getVolatile(places, place);
  }

  /**
   * {@return about how many units were taken back so far} Threads that take units back at the same
   * moment may be counted as one.
   */
  public long takenBack() {
    return (long) TAKEN_BACK.getOpaque(this);
  }

  // ---- the owner ----

  /** Lets threads defer units. */
  public void open() {
    open = true;
  }

  /** Ends that. {@link #takeAll} must follow. */
  public void close() {
    open = false;
  }

  /** {@return whether no unit is deferred now} */
  public boolean isEmpty() {
    for (int place = 0; place < ALL; place++) {
      if (at(place) != null) {
        return false;
      }
    }
    return true;
  }

  /** {@return whether {@link #takeLate} would find a unit} Remembers what is there now. */
  public boolean look() {
    boolean late = false;
    for (int place = 0; place < ALL; place++) {
      Submission unit = at(place);
      late |= unit != null && isLate(unit, place);
      seen[place] = unit;
    }
    return late;
  }

  @SuppressWarnings("ReferenceEquality") // compares identity on purpose
  private boolean isLate(Submission unit, int place) {
    return unit == seen[place] || !unit.isDeferred();
  }

  /**
   * Takes the units that were here when it last looked, and those that were allowed to start.
   * Remembers the others. If it takes a barrier, it takes all units. {@return the taken ones,
   * linked, barriers last}
   */
  public Unit takeLate() {
    boolean barrier = false;
    for (int place = BARRIERS; place < ALL; place++) {
      Submission unit = at(place);
      barrier |= unit != null && isLate(unit, place);
    }
    return barrier ? takeAll() : takeLateOnes();
  }

  private Unit takeLateOnes() {
    Unit taken = null;
    for (int place = 0; place < ALL; place++) {
      Submission unit = at(place);
      if (unit == null || place >= BARRIERS || !isLate(unit, place)) {
        seen[place] = unit;
      } else {
        seen[place] = null;
        taken = take(place, unit, taken);
      }
    }
    return taken;
  }

  /**
   * Takes all units. After {@link #close} none is left. Allocates nothing. {@return the units,
   * linked, barriers last}
   */
  public Unit takeAll() {
    Unit taken = null;
    // First the barriers: what was deferred before one of them is then still found, or taken back.
    for (int place = ALL - 1; place >= 0; place--) {
      seen[place] = null;
      Submission unit = at(place);
      taken = unit == null ? taken : take(place, unit, taken);
    }
    return taken;
  }

  /** {@return {@code unit}, linked to {@code behind}; or {@code behind} if it was taken back} */
  private Unit take(int place, Submission unit, Unit behind) {
    // A thread that does not find the unit here any more must know that it is given.
    settlement.give(unit);
    if (!replace(place, unit, null)) {
      settlement.keep(unit);
      return behind;
    }
    unit.startNow();
    unit.next = behind;
    return unit;
  }
}
