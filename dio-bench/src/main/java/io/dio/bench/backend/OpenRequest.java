// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import java.nio.file.Path;

/**
 * The requirements of a job for its file.
 *
 * @param path an existing file
 * @param direct whether to bypass the page cache if the file system supports it
 * @param writable whether to open for writing as well as for reading
 * @param random whether blocks are accessed at random, instead of from start to end
 * @param inFlight the maximum number of operations outstanding at once in one scheduler
 * @param lanes the maximum number of lanes
 * @param laneByteSize the maximum memory of a lane in bytes
 * @param features the other features that the job uses
 */
public record OpenRequest(
    Path path,
    boolean direct,
    boolean writable,
    boolean random,
    long inFlight,
    int lanes,
    long laneByteSize,
    Features features) {}
