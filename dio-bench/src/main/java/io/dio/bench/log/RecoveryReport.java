// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import java.nio.file.Path;

/**
 * The findings of a recovery.
 *
 * @param firstLsn the first record that is there; one more than {@code lastLsn} if there is none
 * @param lastLsn the last whole record; 0 in a new log
 * @param segments the number of segments that hold records
 * @param file the segment with the end of the log
 * @param endOffset where the log ends in it, in bytes
 * @param torn whether a record behind the end was begun and is not whole. A crash during a commit
 *     leaves such a record, and it was never acknowledged.
 * @param reason why the recovery ended there
 */
public record RecoveryReport(
    long firstLsn,
    long lastLsn,
    int segments,
    Path file,
    long endOffset,
    boolean torn,
    String reason) {}
