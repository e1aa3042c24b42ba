// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.Backend;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.internal.unit.Unit;
import java.util.List;

/**
 * Executes the units that a scheduler with threads of its own accepts. One engine is a ring with
 * its coordinator, the other a set of worker threads. Any thread may call any method.
 */
public interface Engine {

  /**
   * Hands units over in one step.
   *
   * @param newest the last accepted, linked to those before it
   * @param oldest the end of that list
   * @return false if nothing is accepted any more; then nothing was
   */
  boolean accept(Unit newest, Unit oldest);

  /** Lets {@code unit} go on, which was {@linkplain Unit#holdOutside held back} until now. */
  void release(Unit unit);

  /** Asks that {@code unit} be cancelled. */
  void cancel(Unit unit);

  /**
   * From now on nothing is accepted; what was accepted is executed. {@return whether this was the
   * first request} Never blocks.
   */
  boolean requestClose();

  /** As {@link #requestClose}, and what can still be cancelled, is. Never blocks. */
  void requestCloseNow();

  /** Waits until all that was accepted has ended; an interrupt does not end the wait. */
  void awaitEnd();

  /** {@return the operations that a chain can have} */
  int maxChainLength();

  Backend backend();

  Registration registration();

  /** {@return as {@link IoScheduler#kernelRefusals}} */
  default List<String> kernelRefusals() {
    return List.of();
  }

  SchedulerStats stats();
}
