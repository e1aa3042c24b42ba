// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Operations whose completion will never be seen, because their scheduler died. The kernel may
 * still write into their memory, so it must outlive everything: reachable for ever, retained for
 * ever. A leak, chosen over corruption.
 */
final class Quarantine {
  /** Room for one thing, made while there is memory: a scheduler may die of having none. */
  static final class Place {
    private Object kept;
    private Place next;
  }

  private static final AtomicReference<Place> KEPT = new AtomicReference<>();

  private Quarantine() {}

  /** Once for each place. Allocates nothing. */
  static void keepForever(Place place, Object holder) {
    place.kept = holder;
    Place seen;
    do {
      seen = KEPT.get();
      place.next = seen;
    } while (!KEPT.compareAndSet(seen, place));
  }

  /** {@return whether {@code holder} is kept, by itself or as an operation of a table} */
  @SuppressWarnings("ReferenceEquality") // whether it is that very object
  static boolean keeps(Object holder) {
    for (Place place = KEPT.get(); place != null; place = place.next) {
      if (place.kept == holder
          || (place.kept instanceof InFlightTable table && table.holdsOperation(holder))) {
        return true;
      }
    }
    return false;
  }
}
