// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

/**
 * A task that another thread hands to the owner of a queue. It is created while there is memory,
 * and handed over without allocation, because a unit waits for it and would otherwise wait for
 * ever.
 */
abstract class Errand {
  /** The next task in {@link Errands}. */
  Errand next;

  /** Runs the task. Only the thread that owns the queue calls this. */
  abstract void run();
}
