// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Operations whose completion will never be seen, because their scheduler died. The kernel may
 * still write into their memory, so it must outlive everything: reachable for ever, retained for
 * ever. A leak, chosen over corruption.
 */
public final class Quarantine {
  /** Room for one thing, made while there is memory: a scheduler may die of having none. */
  public static final class Place {
    private Object kept;
    private Place next;
  }

  private static final AtomicReference<Place> KEPT = new AtomicReference<>();

  private Quarantine() {}

  /** Once for each place. Allocates nothing. */
  public static void keepForever(Place place, Object holder) {
    place.kept = holder;
    Place seen;
    do {
      seen = KEPT.get();
      place.next = seen;
    } while (!KEPT.compareAndSet(seen, place));
  }

  /** {@return whether something is kept of which {@code test} is true} */
  public static boolean keepsAny(Predicate<Object> test) {
    for (Place place = KEPT.get(); place != null; place = place.next) {
      if (test.test(place.kept)) {
        return true;
      }
    }
    return false;
  }
}
