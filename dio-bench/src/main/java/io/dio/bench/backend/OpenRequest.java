// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import java.nio.file.Path;

/**
 * The requirements of a job for its file.
 *
 * @param path an existing file
 * @param direct around the page cache where the file system can
 * @param writable for reading and writing, instead of for reading alone
 * @param random whether blocks are gone to at random, instead of from start to end
 * @param inFlight the most operations that will be outstanding at once in one of the schedulers
 * @param lanes the most lanes that will be asked for
 * @param laneByteSize the most bytes of memory that a lane will need
 * @param features what else is wanted
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
