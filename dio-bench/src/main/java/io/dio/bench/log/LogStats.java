// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

/**
 * Counters of a log since it was opened.
 *
 * @param records the records that are durable
 * @param commits the writes that made them durable
 * @param bytes the bytes of these writes, with headers and padding
 * @param rolls how often the log went on to the next segment
 * @param rollsThatWaited how often that segment was not ready
 * @param recycled the segments that were used again
 */
public record LogStats(
    long records, long commits, long bytes, long rolls, long rollsThatWaited, long recycled) {}
