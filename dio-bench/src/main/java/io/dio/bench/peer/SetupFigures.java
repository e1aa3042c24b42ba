// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

/**
 * The times for opening and closing rings.
 *
 * @param openAndReadNanos the median time from before a ring is opened until its first read is
 *     complete
 * @param closeNanos the median time to close it
 */
public record SetupFigures(double openAndReadNanos, double closeNanos) {}
