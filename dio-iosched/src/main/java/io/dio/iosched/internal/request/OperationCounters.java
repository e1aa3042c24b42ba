// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.request;

import io.dio.iosched.SchedulerStats;
import io.dio.iosched.Verb;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counters with one writer at a time and any number of readers. The writer uses plain reads and
 * opaque writes. So counting needs no fence, and a reader never sees a torn value or one that never
 * changes.
 */
public final class OperationCounters {
  private static final VarHandle VALUE = MethodHandles.arrayElementVarHandle(long[].class);

  private static final int OPERATIONS = 0;
  private static final int BYTES_READ = 1;
  private static final int BYTES_WRITTEN = 2;
  private static final int SHORT_TRANSFERS = 3;
  private static final int SYSTEM_CALLS = 4;
  private static final int INLINE_READS = 5;
  private static final int SYNCS = 6;
  private static final int SYNC_CALLS = 7;
  private static final int FAILURES = 8;
  private static final int COUNT = 9;

  /**
   * The padding before and behind is two cache lines each, so that counters of different writers
   * share none.
   */
  private static final int PADDING = 16;

  private final long[] values = new long[PADDING + COUNT + PADDING];

  /** Counts one completed operation of {@code verb}. Only the writer calls it. */
  public void count(Verb verb, int result, boolean isShort) {
    add(OPERATIONS, 1);
    if (result > 0 && verb.isTransfer()) {
      add(verb.isWrite() ? BYTES_WRITTEN : BYTES_READ, result);
    }
    if (isShort) {
      add(SHORT_TRANSFERS, 1);
    }
    if (result < 0 || (isShort && verb.isWrite())) {
      add(FAILURES, 1);
    }
  }

  /** Counts one completed inline read. Only the writer calls it. */
  public void countInlineRead(Verb verb, int result) {
    count(verb, result, false);
    add(INLINE_READS, 1);
  }

  /** Counts {@code count} syncs and durable writes. Only the writer calls it. */
  public void countSyncs(int count) {
    add(SYNCS, count);
  }

  /** Counts one call of the kernel that makes syncs or durable writes. Only the writer calls it. */
  public void countSyncCall() {
    add(SYNC_CALLS, 1);
  }

  /** Counts one system call. Only the writer calls it. */
  public void countSystemCall() {
    add(SYSTEM_CALLS, 1);
  }

  private void add(int counter, long amount) {
    int index = PADDING + counter;
    VALUE.setOpaque(values, index, values[index] + amount);
  }

  private long read(int counter) {
    return (long) VALUE.getOpaque(values, PADDING + counter);
  }

  /** Any thread. */
  public SchedulerStats stats(
      long systemCalls, long inFlight, long coalescedWrites, long droppedFlags) {
    return SchedulerStats.builder()
        .operations(read(OPERATIONS))
        .systemCalls(systemCalls)
        .bytesRead(read(BYTES_READ))
        .bytesWritten(read(BYTES_WRITTEN))
        .inFlight(inFlight)
        .shortTransfers(read(SHORT_TRANSFERS))
        .coalescedWrites(coalescedWrites)
        .droppedFlags(droppedFlags)
        .inlineReads(read(INLINE_READS))
        .syncs(read(SYNCS))
        .syncCalls(read(SYNC_CALLS))
        .failures(read(FAILURES))
        .build();
  }

  /** {@return the number of system calls counted} Any thread may call it. */
  public long systemCalls() {
    return read(SYSTEM_CALLS);
  }
}
