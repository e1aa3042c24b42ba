// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import java.nio.file.Path;

/**
 * How the C loop is to open a ring, read one block through it, and close it.
 *
 * @param file what it reads, from its start and through the page cache
 * @param blockByteSize how much of it
 * @param depth submission queue entries of the ring
 * @param times how often
 */
public record SetupTurn(Path file, int blockByteSize, int depth, int times) {}
