// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine;

import io.dio.align.Degradation;
import io.dio.bench.job.JobResult.Checks;
import io.dio.bench.job.Tally;
import io.dio.bench.pattern.Mismatch;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The findings of the turns of one contender, beside its figures. It is thread-safe. */
public final class Findings {
  private final Tally tally = new Tally();
  private boolean direct;
  private String missing;

  /** Records whether the page cache is bypassed, and what was asked for and not granted. */
  public synchronized void opened(boolean isDirect, List<Degradation> degradations) {
    direct = isDirect;
    missing =
        degradations.isEmpty()
            ? null
            : degradations.stream()
                .map(Degradation::toString)
                .collect(Collectors.joining(". ", "without ", ""));
  }

  /** Records bytes that were compared and are right. */
  public void verified(long byteSize) {
    tally.add(byteSize, 0);
  }

  /** Records a block with wrong contents, or a record that was lost. */
  public void mismatch(Mismatch mismatch) {
    tally.mismatch(mismatch);
  }

  /** Records a transfer that ended too early, and the first byte that is missing. */
  public void shortTransfer(Mismatch missingByte) {
    tally.add(0, 1);
    tally.mismatch(missingByte);
  }

  synchronized boolean isDirect() {
    return direct;
  }

  synchronized Optional<String> missing() {
    return Optional.ofNullable(missing);
  }

  Checks checks() {
    return new Checks(
        tally.verifiedBytes(), tally.mismatches(), tally.firstMismatches(), tally.shortTransfers());
  }
}
