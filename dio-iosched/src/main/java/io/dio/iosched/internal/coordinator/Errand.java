// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

/**
 * What another thread has for the owner of a queue to do. It is made while there is memory, and
 * then handed over without any: something else waits for it, and would wait for ever.
 */
abstract class Errand {
  /** The next in {@link Errands}. */
  Errand next;

  /** Owner of the queue only. */
  abstract void run();
}
