// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import java.util.List;
import java.util.Optional;

/**
 * The result of the crashes in one place.
 *
 * @param place the file system
 * @param crash how the rounds ended: power loss or kill
 * @param omission the mistake that the writers made on purpose
 * @param seed of the first round; the next rounds have the next numbers
 * @param rounds how many rounds were run
 * @param seconds how long they took
 * @param rows one for each kind of writer
 * @param checked acknowledged items that were looked for
 * @param lost those that were not there
 * @param torn files that were neither old nor new
 * @param firstLoss an example
 * @param failures failures of writers before the crash, and processes that hung after it
 */
public record CrashResult(
    String place,
    String crash,
    String omission,
    long seed,
    int rounds,
    double seconds,
    List<Row> rows,
    long checked,
    long lost,
    long torn,
    Optional<String> firstLoss,
    List<String> failures) {

  /**
   * One kind of writer.
   *
   * @param writer its name
   * @param checked acknowledged items that were looked for
   * @param lost those that were not there
   * @param torn files that were neither old nor new
   */
  public record Row(String writer, long checked, long lost, long torn) {}

  static CrashResult of(
      String place,
      String crash,
      CrashPlan plan,
      int rounds,
      double seconds,
      Losses losses,
      List<String> failures) {
    List<Row> rows = losses.rows();
    return new CrashResult(
        place,
        crash,
        plan.omission().toString(),
        plan.seed(),
        rounds,
        seconds,
        rows,
        rows.stream().mapToLong(Row::checked).sum(),
        rows.stream().mapToLong(Row::lost).sum(),
        rows.stream().mapToLong(Row::torn).sum(),
        losses.first(),
        List.copyOf(failures));
  }

  /** {@return whether something was lost, or went wrong, that the library promises} */
  public boolean isFault() {
    return lost > 0 || torn > 0 || !failures.isEmpty() || checked == 0;
  }
}
