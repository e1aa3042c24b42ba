// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.fresh;

/**
 * The times and class counts of one fresh JVM.
 *
 * @param firstUseNanos from the first line of the program to the end of its second read
 * @param processNanos from before the process is started until it has ended
 */
public record FreshFigures(long firstUseNanos, long processNanos) {}
