// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/** The items that the writers were told are durable. Thread-safe. */
final class Acknowledged {
  private final Map<WriterKind, BitSet> items = new EnumMap<>(WriterKind.class);

  synchronized void add(WriterKind kind, int item) {
    items.computeIfAbsent(kind, _ -> new BitSet()).set(item);
  }

  /** {@return a copy of what is acknowledged now} */
  synchronized Acknowledged now() {
    Acknowledged copy = new Acknowledged();
    items.forEach((kind, set) -> copy.items.put(kind, (BitSet) set.clone()));
    return copy;
  }

  synchronized BitSet of(WriterKind kind) {
    return items.getOrDefault(kind, new BitSet());
  }
}
