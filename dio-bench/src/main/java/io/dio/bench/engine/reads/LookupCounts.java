// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import io.dio.bench.engine.EngineTurn;
import io.dio.bench.engine.Figure;
import io.dio.bench.engine.Usage;
import java.util.Arrays;

/** The counters of a turn at one moment. The difference of two is the result of the turn. */
final class LookupCounts {
  private final Usage usage;
  private final long[] lookups;
  private final long reads;

  private LookupCounts(Usage usage, long[] lookups, long reads) {
    this.usage = usage;
    this.lookups = lookups;
    this.reads = reads;
  }

  static LookupCounts take(LookupWork work) {
    return new LookupCounts(
        Usage.now(), work.lookups().completedByThread(), work.reads().completed());
  }

  /** {@return the lookups of all threads since an earlier moment} */
  long lookupsSince(LookupCounts before) {
    return Arrays.stream(lookups).sum() - Arrays.stream(before.lookups).sum();
  }

  /** {@return the figures of the time since an earlier moment} */
  EngineTurn since(LookupCounts before, Sleeper sleeper) {
    Usage used = usage.since(before.usage);
    long count = lookupsSince(before);
    long starved = Fairness.withoutATurn(before.lookups, lookups);
    return EngineTurn.empty()
        .with(Figure.LOOKUPS_PER_SECOND, count / used.seconds())
        .with(Figure.READS_PER_SECOND, (reads - before.reads) / used.seconds())
        .with(Figure.CPU_MICROS_PER_OPERATION, used.cpuMicrosPer(count))
        .with(Figure.THREADS_WITHOUT_A_TURN, (double) starved)
        .with(Figure.STARVED_SHARE, (double) starved / lookups.length)
        .with(Figure.WAKES_IN_TIME, sleeper.wakesInTime(before.usage.nanos(), usage.nanos()));
  }
}
