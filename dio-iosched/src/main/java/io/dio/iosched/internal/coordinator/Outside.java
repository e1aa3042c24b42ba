// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.internal.unit.Unit;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Runs calls that a ring cannot make and that may block, such as opening a file for the process.
 * They run on other threads. When a call ends, a task on the coordinator's thread continues.
 */
final class Outside {
  /**
   * One call and the task that follows it. The task is created before the call starts. Afterwards
   * there may be no memory for it, and a unit would wait for ever.
   */
  private final class Trip extends Errand {
    private final Runnable call;
    private final Runnable back;

    /**
     * Whether the call was made or refused. An executor that fails may still have started the call,
     * so the first of the two decides.
     */
    private final AtomicBoolean claimed = new AtomicBoolean();

    Trip(Runnable call, Runnable back) {
      this.call = call;
      this.back = back;
    }

    void go() {
      if (claimed.compareAndSet(false, true)) {
        try {
          call.run();
        } finally {
          coordinator.accept(this);
        }
      }
    }

    void refuse(Consumer<Throwable> refused, Throwable cause) {
      if (claimed.compareAndSet(false, true)) {
        try {
          refused.accept(cause);
        } finally {
          coordinator.accept(this);
        }
      }
    }

    @Override
    void run() {
      back.run();
    }
  }

  /** The units for which another thread is making a call. Only the coordinator's thread uses it. */
  private final IdentityHashMap<Unit, Boolean> units = new IdentityHashMap<>();

  private final Executor threads;
  private final Consumer<Errand> coordinator;

  /**
   * Creates an object that hands calls to {@code threads}.
   *
   * @param coordinator runs a task soon on the coordinator's thread
   */
  Outside(Executor threads, Consumer<Errand> coordinator) {
    this.threads = threads;
    this.coordinator = coordinator;
  }

  /** Notes that a call for {@code unit} follows. */
  void add(Unit unit) {
    units.put(unit, Boolean.TRUE);
  }

  /**
   * Notes that the call for {@code unit} has ended and the unit is in another list or has ended.
   */
  void remove(Unit unit) {
    units.remove(unit);
  }

  /** {@return whether there is no unit for which another thread is making a call} */
  boolean isEmpty() {
    return units.isEmpty();
  }

  /** {@return the units for which another thread is making a call} */
  Set<Unit> units() {
    return units.keySet();
  }

  /** Passes these units to {@code action}, as keys. Allocates nothing. */
  void forEach(BiConsumer<Unit, Boolean> action) {
    units.forEach(action);
  }

  /**
   * Runs {@code call} on a thread that may block, and then {@code back} on the coordinator's
   * thread.
   *
   * @param refused called on this thread, in place of {@code call}, if there is no thread for it
   */
  void run(Runnable call, Consumer<Throwable> refused, Runnable back) {
    Trip trip = new Trip(call, back);
    try {
      threads.execute(trip::go);
    } catch (Throwable e) {
      // For example, an OutOfMemoryError because the system refuses a thread. Other operations
      // must not be affected.
      trip.refuse(refused, e);
    }
  }
}
