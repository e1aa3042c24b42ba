// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.align.Degradation;
import io.dio.iosched.Backend;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
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
  boolean acceptOrDefer(Submission unit);

  /** {@return whether {@link #reclaim} may succeed; it may change at any time} */
  boolean mayReclaim(Submission unit);

  /**
   * Takes a unit of {@link #acceptOrDefer} back, for the current thread to make it. {@return
   * whether the thread now owns the unit; otherwise the engine executes it}
   */
  boolean reclaim(Submission unit);

  /** {@return whether {@link #acceptOrDefer} may defer units now} */
  boolean isDeferring();

  /**
   * {@return a unit on {@code file} that is deferred or about to be handed over, or null; reads and
   * syncs do not count}
   */
  Submission findDeferred(DioFile file);

  /**
   * {@return whether every unit that was handed over so far has ended, except syncs; false if it is
   * not known} Ask {@link #findDeferred} before: a deferred unit may be handed over meanwhile.
   */
  boolean isSettled();

  /** Lets the deferred units start. No thread can take them back afterwards. */
  void startDeferred();

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
