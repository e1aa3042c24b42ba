// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Fixed-capacity pools of memory for direct I/O, aligned to {@link
 * io.dio.align.Alignment#BLOCK_SIZE}.
 *
 * <p>Both pools make all their memory at construction, as one mapping, and lend it out as {@link
 * io.dio.mempool.PooledMemory}, which counts references. They differ in what happens when nothing
 * is left:
 *
 * <ul>
 *   <li>{@link io.dio.mempool.MmapPool} lets threads wait, first come first served. It limits how
 *       much a program has under way.
 *   <li>{@link io.dio.mempool.SlabPool} refuses. It takes no lock anywhere, scales with threads,
 *       and can be registered with io_uring as a whole.
 * </ul>
 *
 * <p>Misuse, such as a second release, throws {@link java.lang.IllegalStateException} where it
 * happens, unless {@link io.dio.mempool.PoolOptions} say otherwise.
 */
package io.dio.mempool;
