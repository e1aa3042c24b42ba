// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * A write-ahead log over the public API of dio, as a worked example. {@code
 * docs/write-ahead-log.md} walks through it.
 *
 * <p>Start with {@link io.dio.bench.log.WriteAheadLog}, which opens a log and closes it. {@code
 * GroupCommit} appends: it gathers records in a {@code Batch} and writes one batch at a time.
 * {@code SegmentSupply} prepares segments before they are needed. {@code Recovery} finds the last
 * whole record after a crash. {@code RecordFormat} and {@code SegmentHeader} are what lies on the
 * disk.
 */
package io.dio.bench.log;
