// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Keeps operations whose completions will never be seen because their scheduler has failed. The
 * kernel may still write into their memory, so the memory stays reachable and retained for ever.
 * This leak is chosen because the alternative is memory corruption.
 */
public final class Quarantine {
  /**
   * Room for one object, allocated while there is memory, because a scheduler may fail when memory
   * runs out.
   */
  public static final class Place {
    private Object kept;
    private Place next;
  }

  private static final AtomicReference<Place> KEPT = new AtomicReference<>();

  private Quarantine() {}

  /** Keeps {@code holder} for ever. It may be called once for each place. Allocates nothing. */
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
