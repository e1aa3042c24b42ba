// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The counts of many programs. */
final class SimulationCounts {
  private static final int COLUMNS = 3;

  private final Map<SimulationCount, long[]> values = new EnumMap<>(SimulationCount.class);
  private int[] operations = new int[1024];
  private int programs;

  SimulationCounts() {
    for (SimulationCount count : SimulationCount.values()) {
      values.put(count, new long[1]);
    }
  }

  void add(SimulationCount count) {
    add(count, 1);
  }

  void add(SimulationCount count, long amount) {
    values.get(count)[0] += amount;
  }

  long of(SimulationCount count) {
    return values.get(count)[0];
  }

  /** A program has ended, which had so many accepted operations. */
  void programEnded(int accepted) {
    if (programs == operations.length) {
      operations = Arrays.copyOf(operations, programs * 2);
    }
    operations[programs++] = accepted;
  }

  int programs() {
    return programs;
  }

  /** {@return the median of the operations per program} */
  int medianOperations() {
    int[] sorted = Arrays.copyOf(operations, programs);
    Arrays.sort(sorted);
    return sorted[programs / 2];
  }

  long operations() {
    return Arrays.stream(operations, 0, programs).asLongStream().sum();
  }

  /** {@return the faults that happened less often than that} */
  List<String> rarerThan(long times) {
    List<String> rare = new ArrayList<>();
    for (SimulationCount count : SimulationCount.values()) {
      if (count.isFault() && of(count) < times) {
        rare.add(count.label + ": " + of(count));
      }
    }
    return rare;
  }

  /** {@return all counts, in columns} */
  String table() {
    StringBuilder text = new StringBuilder();
    SimulationCount[] counts = SimulationCount.values();
    int rows = (counts.length + COLUMNS - 1) / COLUMNS;
    for (int row = 0; row < rows; row++) {
      for (int i = row; i < counts.length; i += rows) {
        text.append("%-29s %12d   ".formatted(counts[i].label, of(counts[i])));
      }
      text.setLength(text.length() - 3);
      text.append('\n');
    }
    return text.toString();
  }
}
