// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

/**
 * What waking virtual threads took in one turn.
 *
 * @param wakesPerSecond the number of wakes in a second
 * @param cpuMicros the processor time of one wake, and of parking again, in microseconds
 */
public record WakeFigures(double wakesPerSecond, double cpuMicros) {}
