// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import io.dio.bench.engine.EngineTurn;
import io.dio.bench.engine.Figure;
import io.dio.bench.engine.Usage;
import io.dio.bench.job.Phase;
import java.util.OptionalLong;

/**
 * The counters of a turn at one moment. The difference of two is the result of the turn.
 *
 * @param usage clock and processor time
 * @param commits the acknowledged records
 * @param syncs the sync calls, if they are counted
 * @param flushes the flushes of the device, if they are counted
 */
record CommitCounts(Usage usage, long commits, OptionalLong syncs, OptionalLong flushes) {

  static CommitCounts take(Phase phase, LogWriter log, DeviceFlushes device) {
    return new CommitCounts(Usage.now(), phase.completed(), log.syncs(), device.count());
  }

  /** {@return the commits since an earlier moment} */
  long commitsSince(CommitCounts before) {
    return commits - before.commits;
  }

  /** {@return the figures of the time since an earlier moment} */
  EngineTurn since(CommitCounts before) {
    Usage used = usage.since(before.usage);
    long count = commitsSince(before);
    return EngineTurn.empty()
        .with(Figure.COMMITS_PER_SECOND, count / used.seconds())
        .with(Figure.CPU_MICROS_PER_OPERATION, used.cpuMicrosPer(count))
        .with(Figure.SYNCS_PER_COMMIT, difference(syncs, before.syncs) / count)
        .with(Figure.FLUSHES_PER_COMMIT, difference(flushes, before.flushes) / count);
  }

  private static double difference(OptionalLong after, OptionalLong before) {
    return after.isPresent() && before.isPresent()
        ? after.getAsLong() - before.getAsLong()
        : Double.NaN;
  }
}
