// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing.kernel;

import io.dio.align.Errno;
import java.util.List;

/**
 * The choices that the rules leave open. A test makes them, by a script or at random.
 *
 * @param <E> the entries
 */
public interface KernelChoices<E extends QueueEntry> {
  /** An entry that the kernel cannot prepare, and why. */
  record Unprepared<E>(E culprit, int errno) {}

  /**
   * The kernel has taken {@code chain}, which can be one entry. {@return the entry that it cannot
   * prepare, or null}
   */
  Unprepared<E> prepare(List<E> chain);

  /** {@code entry} runs from now on. It can be completed at once. */
  void started(E entry);

  /** The completion of {@code entry} is about to appear. */
  default void ending(E entry) {}

  /**
   * A cancellation has found {@code target}, which runs. {@return the result of the cancellation}
   */
  int cancel(E target);

  /** The completion of the cancellation of {@code target} has appeared. */
  default void cancelAnswered(E target, int result) {}

  /** A cancellation did not find its target. */
  default void cancelMissed() {}

  /**
   * The wake-up was signalled. {@return its result; after {@code -}{@link Errno#EINTR} the signal
   * is still to be reported}
   */
  default int wakeUpResult() {
    return Long.BYTES;
  }

  /** {@return the error to throw for a call that no kernel would accept, after recording it} */
  AssertionError violation(String message);
}
