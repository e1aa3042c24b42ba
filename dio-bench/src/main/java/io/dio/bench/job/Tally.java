// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.pattern.Mismatch;
import java.util.ArrayList;
import java.util.List;

/** The findings of checking one job, over all its threads and rounds. It is thread-safe. */
public final class Tally {
  /**
   * The largest number of findings that are kept. More would not help, and a file that another
   * program wrote has one in every block.
   */
  private static final int MISMATCHES_KEPT = 10;

  private final List<Mismatch> firstMismatches = new ArrayList<>();
  private long mismatches;
  private long verifiedBytes;
  private long shortTransfers;

  public synchronized void add(long moreVerifiedBytes, long moreShortTransfers) {
    verifiedBytes += moreVerifiedBytes;
    shortTransfers += moreShortTransfers;
  }

  public synchronized void mismatch(Mismatch mismatch) {
    mismatches++;
    if (firstMismatches.size() < MISMATCHES_KEPT) {
      firstMismatches.add(mismatch);
    }
  }

  public synchronized long verifiedBytes() {
    return verifiedBytes;
  }

  public synchronized long shortTransfers() {
    return shortTransfers;
  }

  /** {@return the number of blocks that were read with wrong contents} */
  public synchronized long mismatches() {
    return mismatches;
  }

  public synchronized List<Mismatch> firstMismatches() {
    return List.copyOf(firstMismatches);
  }
}
