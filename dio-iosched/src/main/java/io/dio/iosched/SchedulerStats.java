// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/**
 * Counters of one scheduler since it was opened, read without stopping it: each is exact, but they
 * are not of one instant.
 *
 * @param operations operations completed, with whatever outcome, blocking ones and cancelled ones
 *     included; but not those that a scheduler's death left without an outcome
 * @param systemCalls calls into the kernel that moved those operations, or tried to
 * @param bytesRead bytes transferred by reads
 * @param bytesWritten bytes transferred by writes, short ones included
 * @param inFlight operations that have begun and not ended: the kernel has them, or a thread that
 *     makes the calls. Of merged writes each counts, of a chain all from the beginning of the first
 *     to the end of the last. What still waits for its turn does not count.
 * @param shortTransfers reads and writes that transferred less than was asked for
 * @param coalescedWrites writes that were merged with their neighbours into one call
 * @param droppedFlags transfers that went without a flag which was {@linkplain Op#preferring only
 *     preferred}
 * @param inlineReads reads that the page cache answered on the submitting thread, see {@link
 *     SchedulerOptions#withInlineReads}
 */
public record SchedulerStats(
    long operations,
    long systemCalls,
    long bytesRead,
    long bytesWritten,
    long inFlight,
    long shortTransfers,
    long coalescedWrites,
    long droppedFlags,
    long inlineReads) {
  /** {@return operations per system call, or 0 before the first call} */
  public double operationsPerSystemCall() {
    return systemCalls == 0 ? 0 : (double) operations / systemCalls;
  }

  SchedulerStats plus(SchedulerStats other) {
    return new SchedulerStats(
        operations + other.operations,
        systemCalls + other.systemCalls,
        bytesRead + other.bytesRead,
        bytesWritten + other.bytesWritten,
        inFlight + other.inFlight,
        shortTransfers + other.shortTransfers,
        coalescedWrites + other.coalescedWrites,
        droppedFlags + other.droppedFlags,
        inlineReads + other.inlineReads);
  }
}
