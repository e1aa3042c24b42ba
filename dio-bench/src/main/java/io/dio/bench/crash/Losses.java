// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts what was checked and what is lost, for each kind of writer. */
final class Losses {
  private static final class Counts {
    long checked;
    long lost;
    long torn;
  }

  private final Map<WriterKind, Counts> counts = new EnumMap<>(WriterKind.class);
  private String round = "";
  private String first;

  /** From now on examples name this round. */
  void begin(String round) {
    this.round = round;
  }

  void checked(WriterKind kind, int item, boolean isThere) {
    Counts of = of(kind);
    of.checked++;
    if (!isThere) {
      of.lost++;
      note("item %d of %s is lost".formatted(item, kind));
    }
  }

  void torn(WriterKind kind, Path file) {
    of(kind).torn++;
    note(file.getFileName() + " is neither old nor new");
  }

  private Counts of(WriterKind kind) {
    return counts.computeIfAbsent(kind, _ -> new Counts());
  }

  private void note(String example) {
    if (first == null) {
      first = round + ": " + example;
    }
  }

  Optional<String> first() {
    return Optional.ofNullable(first);
  }

  List<CrashResult.Row> rows() {
    List<CrashResult.Row> rows = new ArrayList<>();
    counts.forEach((kind, each) ->
        rows.add(new CrashResult.Row(kind.toString(), each.checked, each.lost, each.torn)));
    return rows;
  }
}
