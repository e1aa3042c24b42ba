// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine;

import java.util.EnumMap;
import java.util.Map;

/**
 * The figures of one turn.
 *
 * @param figures the figures that were counted
 */
public record EngineTurn(Map<Figure, Double> figures) {

  /** {@return a turn without figures, to which {@link #with} adds some} */
  public static EngineTurn empty() {
    return new EngineTurn(Map.of());
  }

  /** {@return this turn with one figure more, unless the value is NaN or infinite} */
  public EngineTurn with(Figure figure, double value) {
    if (!Double.isFinite(value)) {
      return this;
    }
    Map<Figure, Double> more = new EnumMap<>(Figure.class);
    more.putAll(figures);
    more.put(figure, value);
    return new EngineTurn(more);
  }

  /** {@return a figure, or NaN if it was not counted} */
  public double value(Figure figure) {
    return figures.getOrDefault(figure, Double.NaN);
  }
}
