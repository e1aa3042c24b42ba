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
}
