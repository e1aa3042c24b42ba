// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Has calls made that a ring cannot make and that may block, such as opening a file for the
 * process. They run on other threads, and their ends are told to the coordinator's thread.
 */
final class Outside {
  /**
   * One call and its way back. The way back is made before the call starts: afterwards there may be
   * no memory for it, and a unit would wait for ever.
   */
  private final class Trip extends Errand {
    private final Runnable call;
    private final Runnable back;

    /** An executor that fails may have started the call all the same: only one end counts. */
    private final AtomicBoolean returned = new AtomicBoolean();

    Trip(Runnable call, Runnable back) {
      this.call = call;
      this.back = back;
    }

    void go() {
      try {
        call.run();
      } finally {
        comeBack();
      }
    }

    void comeBack() {
      if (returned.compareAndSet(false, true)) {
        coordinator.accept(this);
      }
    }

    @Override
    void run() {
      back.run();
    }
  }

  private final Executor threads;
  private final Consumer<Errand> coordinator;

  /**
   * Hands calls to {@code threads}.
   *
   * @param coordinator has an errand run on the coordinator's thread, soon
   */
  Outside(Executor threads, Consumer<Errand> coordinator) {
    this.threads = threads;
    this.coordinator = coordinator;
  }

  /**
   * Runs {@code call} on a thread that may block, and then {@code back} on the coordinator's.
   *
   * @param refused is called here, in place of {@code call}, if there is no thread for it
   */
  void run(Runnable call, Consumer<Throwable> refused, Runnable back) {
    Trip trip = new Trip(call, back);
    try {
      threads.execute(trip::go);
    } catch (Throwable e) {
      // Such as OutOfMemoryError, when the system refuses a thread: no reason for the others to
      // suffer.
      refused.accept(e);
      trip.comeBack();
    }
  }
}
