// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Fixed-capacity pools of memory for direct I/O, aligned to {@link
 * io.dio.align.Alignment#BLOCK_SIZE}.
 *
 * <p>Both pools allocate all their memory at construction, as one mapping. They lend it out as
 * {@link io.dio.mempool.PooledMemory}, which counts references. They differ if no memory is free:
 *
 * <ul>
 *   <li>{@link io.dio.mempool.MmapPool} lets threads wait, first come first served. Its capacity
 *       limits how much I/O a program has in progress.
 *   <li>{@link io.dio.mempool.SlabPool} does not wait: it reports that it is exhausted. Acquire and
 *       release take no lock and scale with threads. The whole slab can be registered with
 *       io_uring.
 * </ul>
 *
 * <p>Misuse, such as a second release, throws {@link java.lang.IllegalStateException} at the place
 * of the misuse. {@link io.dio.mempool.PoolOptions} can change this.
 */
package io.dio.mempool;
