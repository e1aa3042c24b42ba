// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/** Statistics by position, in the order of {@link SchedulerStats}' accessors. */
public final class Stats {
  private Stats() {}

  public static SchedulerStats of(
      long operations,
      long systemCalls,
      long bytesRead,
      long bytesWritten,
      long inFlight,
      long shortTransfers,
      long coalescedWrites,
      long droppedFlags,
      long inlineReads) {
    return SchedulerStats.builder()
        .operations(operations)
        .systemCalls(systemCalls)
        .bytesRead(bytesRead)
        .bytesWritten(bytesWritten)
        .inFlight(inFlight)
        .shortTransfers(shortTransfers)
        .coalescedWrites(coalescedWrites)
        .droppedFlags(droppedFlags)
        .inlineReads(inlineReads)
        .build();
  }

  /**
   * {@return {@code stats} without its counters of syncs, which depend on the moment, of failures,
   * and of polled operations}
   */
  public static SchedulerStats withoutSyncs(SchedulerStats stats) {
    SchedulerStats rest =
        of(
            stats.operations(),
            stats.systemCalls(),
            stats.bytesRead(),
            stats.bytesWritten(),
            stats.inFlight(),
            stats.shortTransfers(),
            stats.coalescedWrites(),
            stats.droppedFlags(),
            stats.inlineReads());
    SchedulerStats syncs =
        SchedulerStats.builder()
            .syncs(stats.syncs())
            .syncCalls(stats.syncCalls())
            .failures(stats.failures())
            .polledOperations(stats.polledOperations())
            .build();
    if (!rest.plus(syncs).equals(stats)) {
      throw new AssertionError("a counter is missing here: " + stats);
    }
    return rest;
  }
}
