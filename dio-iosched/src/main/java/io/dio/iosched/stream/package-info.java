// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Streams for background work, such as compactions, merges, snapshots and copies: a {@link
 * io.dio.iosched.stream.SequentialReader} reads a file ahead of its user, and a {@link
 * io.dio.iosched.stream.SequentialWriter} writes behind its user. Over direct files they leave the
 * page cache to the reads that need it.
 *
 * <p>They use only the public types of {@link io.dio.iosched}. Start with {@code ReadAhead} and
 * {@code WriteBehind}, which keep the blocks in flight.
 */
package io.dio.iosched.stream;
