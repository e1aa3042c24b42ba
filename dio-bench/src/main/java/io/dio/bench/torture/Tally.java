// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import io.dio.iosched.Op;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the programs of a run have done. Thread-safe. */
final class Tally {
  private final Map<String, LongAdder> events = new ConcurrentHashMap<>();
  private final LongAdder operations = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();
  private final LongAdder bytesCompared = new LongAdder();

  /** Counts the operations of a submission by their verbs. */
  void submitted(Op op) {
    for (Op step : op.steps()) {
      operation(step.verb().toString());
    }
  }

  /** Counts one operation. */
  void operation(String name) {
    operations.increment();
    event(name);
  }

  /** Counts something that is not an operation, such as an interrupt. */
  void event(String name) {
    events.computeIfAbsent(name, _ -> new LongAdder()).increment();
  }

  void read(long bytes) {
    bytesRead.add(bytes);
  }

  void written(long bytes) {
    bytesWritten.add(bytes);
  }

  void compared(long bytes) {
    bytesCompared.add(bytes);
  }

  long operations() {
    return operations.sum();
  }

  long bytesRead() {
    return bytesRead.sum();
  }

  long bytesWritten() {
    return bytesWritten.sum();
  }

  long bytesCompared() {
    return bytesCompared.sum();
  }

  /** {@return the counts by name, in the order of the names} */
  SortedMap<String, Long> counts() {
    SortedMap<String, Long> counts = new TreeMap<>();
    events.forEach((name, count) -> counts.put(name.toLowerCase(Locale.ROOT), count.sum()));
    return counts;
  }
}
