// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Fixed-capacity pools of memory for direct I/O, aligned to {@link
 * io.dio.align.Alignment#BLOCK_SIZE}.
 *
 * <p>Both pools make all their memory at construction, as one mapping, and lend it out as {@link
 * io.dio.mempool.PooledMemory}, which counts references. They speak one vocabulary: {@code acquire}
 * waits, {@code tryAcquire} returns null, {@code capacity} is {@code available} plus {@code
 * outstanding}.
 *
 * <ul>
 *   <li>{@link io.dio.mempool.MmapPool} also serves requests larger than its buffers.
 *   <li>{@link io.dio.mempool.SlabPool} tells whether a segment belongs to it.
 * </ul>
 *
 * <p>Misuse, such as a second release, throws {@link java.lang.IllegalStateException} at the place
 * of the misuse. {@link io.dio.mempool.PoolOptions} can change this.
 */
package io.dio.mempool;
