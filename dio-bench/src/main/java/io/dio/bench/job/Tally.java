// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.pattern.Mismatch;
import java.util.ArrayList;
import java.util.List;

/** The findings of checking one job, over all its threads and rounds. It is thread-safe. */
final class Tally {
  /**
   * The largest number of findings that are kept. More would not help, and a file that another
   * program wrote has one in every block.
   */
  private static final int MISMATCHES_KEPT = 10;

  private final List<Mismatch> firstMismatches = new ArrayList<>();
  private long mismatches;
  private long verifiedBytes;
  private long shortTransfers;

  synchronized void add(long moreVerifiedBytes, long moreShortTransfers) {
    verifiedBytes += moreVerifiedBytes;
    shortTransfers += moreShortTransfers;
  }

  synchronized void mismatch(Mismatch mismatch) {
    mismatches++;
    if (firstMismatches.size() < MISMATCHES_KEPT) {
      firstMismatches.add(mismatch);
    }
  }

  synchronized long verifiedBytes() {
    return verifiedBytes;
  }

  synchronized long shortTransfers() {
    return shortTransfers;
  }

  /** {@return the number of blocks that were read with wrong contents} */
  synchronized long mismatches() {
    return mismatches;
  }

  synchronized List<Mismatch> firstMismatches() {
    return List.copyOf(firstMismatches);
  }
}
