// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Operations whose completion will never be seen, because their scheduler died. The kernel may
 * still write into their memory, so it must outlive everything: reachable for ever, retained for
 * ever. A leak, chosen over corruption.
 */
final class Quarantine {
  private static final Queue<Object> KEPT = new ConcurrentLinkedQueue<>();

  private Quarantine() {}

  static void keepForever(Object holder) {
    KEPT.add(holder);
  }

  static boolean keeps(Object holder) {
    return KEPT.contains(holder);
  }
}
