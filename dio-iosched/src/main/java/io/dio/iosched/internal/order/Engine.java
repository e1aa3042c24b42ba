// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.align.Degradation;
import io.dio.iosched.Backend;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Executes the units that a {@link QueuedScheduler} accepts. An engine is a ring with its
 * coordinator, or a set of worker threads. Any thread may call any method.
 */
public interface Engine {

  /**
   * Hands units over in one step.
   *
   * @param newest the unit accepted last, linked to the earlier ones
   * @param oldest the end of that list
   * @return false if the engine accepts nothing any more; no unit was accepted in that case
   */
  boolean accept(Unit newest, Unit oldest);

  /**
   * Hands over one unit that the current thread may make itself if it waits for it. The engine may
   * defer the unit for a short time. {@return as {@link #accept}}
   */
  default boolean acceptOrDefer(Submission unit) {
    unit.deferrable();
    return deferred().defer(unit) || accept(unit, unit);
  }

  /**
   * {@return the deferred units, always the same object; its methods for any thread may be called}
   */
  DeferredUnits deferred();

  /** Lets the deferred units start. No thread can take them back afterwards. */
  default void startDeferred() {
    if (deferred().startAll()) {
      wake();
    }
  }

  /** Wakes the engine for a unit that is not deferred any more. */
  void wake();

  /**
   * {@return what makes blocking syncs in place of virtual threads} It may refuse after the engine
   * has ended.
   */
  Executor syncExecutor();

  /** Allows {@code unit} to start, which was {@linkplain Unit#holdOutside held back}. */
  void release(Unit unit);

  /** Requests cancellation of {@code unit}. */
  void cancel(Unit unit);

  /**
   * Stops accepting units; all accepted units are executed. {@return whether this was the first
   * request} Never blocks.
   */
  boolean requestClose();

  /**
   * Closes like {@link #requestClose}, and cancels everything that can still be cancelled. Never
   * blocks.
   */
  void requestCloseNow();

  /** Waits until all accepted units have ended. An interrupt does not end the wait. */
  void awaitEnd();

  /** {@return the largest number of operations in a chain} */
  int maxChainLength();

  Backend backend();

  Registration registration();

  /**
   * {@return what the engine was asked for and does not have, as {@link IoScheduler#degradations}}
   */
  default List<Degradation> degradations() {
    return List.of();
  }

  /** {@return what executes the operations, in words, as a part of {@link IoScheduler#describe}} */
  String describe();

  SchedulerStats stats();
}
