// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The positions of chains among the entries that are placed and not submitted. If a chain is
 * submitted in two parts, the kernel treats them as two chains, and the second part runs even if
 * the first fails.
 */
final class ChainSpans {
  private record Span(int start, int end) {}

  private final List<Span> spans = new ArrayList<>();

  /** Notes that a chain of {@code length} entries was placed behind {@code unsubmitted} others. */
  void add(int unsubmitted, int length) {
    spans.add(new Span(unsubmitted, unsubmitted + length));
  }

  /**
   * Notes that {@code count} of the placed entries were submitted. {@return whether that split a
   * chain}
   */
  boolean submitted(int count) {
    if (spans.isEmpty()) {
      return false;
    }
    List<Span> rest = new ArrayList<>();
    boolean cut = false;
    for (Iterator<Span> all = spans.iterator(); all.hasNext(); ) {
      Span span = all.next();
      cut |= span.start < count && count < span.end;
      if (span.end > count) {
        rest.add(new Span(span.start - count, span.end - count));
      }
    }
    spans.clear();
    spans.addAll(rest);
    return cut;
  }
}
