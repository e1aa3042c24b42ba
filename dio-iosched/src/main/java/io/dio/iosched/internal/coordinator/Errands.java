// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Errands of any thread for one, in the order in which they came. Handing over allocates nothing.
 */
final class Errands {
  /** Newest first. */
  private final AtomicReference<Errand> newest = new AtomicReference<>();

  /** Taken and yet to be run, oldest first. The owner's. */
  private Errand taken;

  /** Any thread; each errand once. */
  void add(Errand errand) {
    Errand seen;
    do {
      seen = newest.get();
      errand.next = seen;
    } while (!newest.compareAndSet(seen, errand));
  }

  /** Owner only: runs all that came. Those behind one that throws are run the next time. */
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
