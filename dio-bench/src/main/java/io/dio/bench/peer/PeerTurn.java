// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import java.nio.file.Path;

/**
 * One turn of a peer.
 *
 * @param job what to do
 * @param file where; it is overwritten if the job writes
 * @param fileByteSize how much of it to go over, from its start
 * @param warmUpSeconds how long to run before anything is measured
 * @param seconds how long to measure
 * @param seed where the random offsets start
 */
public record PeerTurn(
    PeerJob job, Path file, long fileByteSize, double warmUpSeconds, double seconds, long seed) {}
