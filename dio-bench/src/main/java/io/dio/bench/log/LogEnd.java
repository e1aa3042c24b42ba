// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import java.util.List;

/**
 * Where a log goes on.
 *
 * @param logId the identity of the log
 * @param blockBytes commits begin at multiples of this size
 * @param segment the last segment with records, open
 * @param offset the first block behind the last record
 * @param lastLsn the last record; 0 if there is none
 * @param full the segments before the last one, oldest first
 */
record LogEnd(
    long logId,
    int blockBytes,
    Segment segment,
    long offset,
    long lastLsn,
    List<GroupCommit.FullSegment> full) {}
