// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.iosched.internal.unit.BlockingWork;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The worker threads of one {@link SharedWork}: how many there are, which of them are idle, and
 * when another one starts. A thread is added if work waits and none is idle, up to a limit. A
 * thread that was idle for long ends, but one always stays, so that work never depends on the start
 * of a thread.
 *
 * <p>The lock of {@link SharedWork} guards all methods except {@link #mayHelp}.
 */
final class Crew {
  /**
   * The time until a start that the system refused is tried again. Without it each submission would
   * try, and each try costs as much as several reads.
   */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<Worker> maker;
  private final int limit;

  /**
   * The workers by place. A place is free if it is null or its worker has left. A worker stays here
   * after it has left, so that its thread can be joined.
   */
  private final Worker[] places;

  /**
   * The idle workers. The one that became idle last is called first, because its memory is still
   * cached. So the others stay idle and end.
   */
  private final Worker[] idle;

  /** Written under the lock and read without it, like the two fields below. */
  private volatile int idleCount;

  /**
   * The number of workers that look for work soon: they were called, or their work has ended. They
   * take what waits, so nobody else needs to be called. This saves most wake-ups.
   */
  private volatile int coming;

  /** The number of workers that have not left. */
  private volatile int alive;

  private boolean refused;
  private long refusedAtNanos;

  /**
   * Creates a crew without workers.
   *
   * @param limit the most workers
   * @param maker makes a worker, whose thread is not started
   */
  Crew(int limit, Supplier<Worker> maker) {
    this.limit = limit;
    this.maker = maker;
    this.places = new Worker[limit];
    this.idle = new Worker[limit];
  }

  // ---- call for help ----

  /**
   * Any thread, without the lock, after work was made visible by an operation with volatile
   * semantics. {@return whether {@link #call} may find a worker} If it is false because a worker
   * comes, that worker sees the work: after it has begun other work, become idle or left, it looks
   * again and calls another one.
   */
  boolean mayHelp() {
    return coming == 0 && (idleCount > 0 || alive < limit);
  }

  /**
   * {@return a worker for waiting work, or null if one comes anyway or none can be had} The caller
   * must wake or start it after it has released the lock.
   */
  Worker call() {
    if (coming > 0) {
      return null;
    }
    if (idleCount > 0) {
      return popIdle();
    }
    if (alive == limit || isRefused()) {
      return null;
    }
    try {
      return add();
    } catch (Throwable _) {
      // There is no memory for a thread. The caller has handed over work and must not fail.
      startRefused();
      return null;
    }
  }

  private boolean isRefused() {
    return refused && System.nanoTime() - refusedAtNanos < RETRY_NANOS;
  }

  /** Adds a worker. {@return it; its thread must be started} */
  Worker add() {
    int place = 0;
    while (places[place] != null && !places[place].hasLeft()) {
      place++;
    }
    Worker added = maker.get();
    added.takePlace(place, places[place]);
    places[place] = added;
    change(1, 1);
    return added;
  }

  private Worker popIdle() {
    Worker worker = idle[idleCount - 1];
    stopsIdling(worker);
    worker.called();
    return worker;
  }

  /** Calls all idle workers. Allocates nothing. */
  void callAll() {
    while (idleCount > 0) {
      popIdle().unpark();
    }
  }

  private void change(int aliveBy, int comingBy) {
    int aliveBefore = alive;
    alive = aliveBefore + aliveBy;
    int comingBefore = coming;
    coming = comingBefore + comingBy;
  }

  // ---- a worker's own steps ----

  /** Notes that {@code worker} begins to execute {@code work}, for which it came. */
  void begins(Worker worker, BlockingWork work) {
    worker.begins(work);
    change(0, -1);
  }

  /** Notes that the work of {@code worker} has ended, and that it comes for more. */
  void ends(Worker worker) {
    worker.ends();
    change(0, 1);
  }

  /** Notes that {@code worker} found no work. It then waits until it is called. */
  void becomesIdle(Worker worker) {
    worker.notCalled();
    int before = idleCount;
    idle[before] = worker;
    idleCount = before + 1;
    change(0, -1);
  }

  /** Notes that {@code worker} is not idle any more, and looks for work. */
  void stopsIdling(Worker worker) {
    int at = 0;
    while (idle[at] != worker) {
      at++;
    }
    int last = idleCount - 1;
    System.arraycopy(idle, at + 1, idle, at, last - at);
    idle[last] = null;
    idleCount = last;
    change(0, 1);
  }

  /** {@return whether an idle worker may end} One that is new does not count: it may not start. */
  boolean canSpareOne() {
    int started = 0;
    for (int i = 0; i < limit && started < 2; i++) {
      Worker worker = places[i];
      started += worker != null && !worker.hasLeft() && !worker.isNew() ? 1 : 0;
    }
    return started == 2;
  }

  /** Notes that {@code worker} ends. {@return whether it was the last} */
  boolean leaves(Worker worker) {
    change(-1, worker.current() == null ? -1 : 0);
    worker.leave();
    return alive == 0;
  }

  /** Notes that the system refused to start a worker. */
  void startRefused() {
    refused = true;
    refusedAtNanos = System.nanoTime();
  }

  // ---- about it ----

  /** Passes each worker to {@code action}, also those that have left. */
  void forEach(Consumer<Worker> action) {
    for (Worker worker : places) {
      if (worker != null) {
        action.accept(worker);
      }
    }
  }

  /** {@return whether one worker comes and no other} */
  boolean isOnlyOneComing() {
    return coming == 1;
  }

  /** {@return whether a worker executes work} */
  boolean isAnyAtWork() {
    for (Worker worker : places) {
      if (worker != null && worker.current() != null) {
        return true;
      }
    }
    return false;
  }
}
