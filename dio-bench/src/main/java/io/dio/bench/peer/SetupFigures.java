// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

/**
 * The times for opening and closing rings.
 *
 * @param openAndReadNanos from before a ring is opened until its first read is done; the median
 * @param closeNanos to close it; the median
 */
public record SetupFigures(double openAndReadNanos, double closeNanos) {}
