// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import java.nio.file.Path;

/**
 * One turn of the C loop in which it opens a ring, reads one block through it, and closes it.
 *
 * @param file the file that it reads, from its start and through the page cache
 * @param blockByteSize the number of bytes that it reads
 * @param depth submission queue entries of the ring
 * @param times how often
 */
public record SetupTurn(Path file, int blockByteSize, int depth, int times) {}
