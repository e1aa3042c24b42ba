// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Where chains lie among the entries that are placed and not submitted. A chain that is submitted
 * in two parts becomes two chains, and the second runs even if the first fails.
 */
final class ChainSpans {
  private record Span(int start, int end) {}

  private final List<Span> spans = new ArrayList<>();

  /** A chain of {@code length} entries is placed behind {@code unsubmitted} others. */
  void add(int unsubmitted, int length) {
    spans.add(new Span(unsubmitted, unsubmitted + length));
  }

  /** {@code count} of the placed entries were submitted. {@return whether that cut a chain} */
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
