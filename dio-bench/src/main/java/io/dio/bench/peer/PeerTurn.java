// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import java.nio.file.Path;

/**
 * One turn of a peer.
 *
 * @param job the work
 * @param file the file; it is overwritten if the job writes
 * @param fileByteSize how much of the file to use, from its start
 * @param warmUpSeconds how long to run before the measurement
 * @param seconds how long to measure
 * @param seed the start of the random offsets
 */
public record PeerTurn(
    PeerJob job, Path file, long fileByteSize, double warmUpSeconds, double seconds, long seed) {}
