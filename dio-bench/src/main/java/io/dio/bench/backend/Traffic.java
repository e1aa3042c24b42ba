// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

/**
 * The counters of a backend since it was opened.
 *
 * @param operations operations completed
 * @param systemCalls system calls for these operations
 * @param coalescedWrites writes that were merged with others
 * @param inlineReads reads that the submitting thread served from the page cache
 */
public record Traffic(long operations, long systemCalls, long coalescedWrites, long inlineReads) {

  /** {@return the counts between {@code before} and this} */
  public Traffic since(Traffic before) {
    return new Traffic(
        operations - before.operations,
        systemCalls - before.systemCalls,
        coalescedWrites - before.coalescedWrites,
        inlineReads - before.inlineReads);
  }

  /** {@return the sum of both} */
  public Traffic plus(Traffic other) {
    return new Traffic(
        operations + other.operations,
        systemCalls + other.systemCalls,
        coalescedWrites + other.coalescedWrites,
        inlineReads + other.inlineReads);
  }
}
