// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The tasks that any thread hands to one owner, in the order of their arrival. Handing over
 * allocates nothing.
 */
final class Errands {
  /** The list of new tasks, newest first. */
  private final AtomicReference<Errand> newest = new AtomicReference<>();

  /** The tasks that were taken and must still run, oldest first. Only the owner uses it. */
  private Errand taken;

  /** Adds a task. Any thread may call it, once for each task. */
  void add(Errand errand) {
    Errand seen;
    do {
      seen = newest.get();
      errand.next = seen;
    } while (!newest.compareAndSet(seen, errand));
  }

  /**
   * Runs all tasks that have arrived. Only the owner calls it. If a task throws, the later ones run
   * at the next call.
   */
  void runAll() {
    if (taken == null) {
      takeAll();
    }
    while (taken != null) {
      Errand errand = taken;
      taken = errand.next;
      errand.next = null;
      errand.run();
      if (taken == null) {
        takeAll();
      }
    }
  }

  private void takeAll() {
    if (newest.get() == null) {
      return;
    }
    Errand rest = newest.getAndSet(null);
    while (rest != null) {
      Errand next = rest.next;
      rest.next = taken;
      taken = rest;
      rest = next;
    }
  }
}
