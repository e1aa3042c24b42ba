// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Fixed-capacity pools of page-aligned memory for direct I/O.
 *
 * <p>A pool makes all its memory at construction, as one mapping, and lends it out as {@link
 * io.dio.mempool.PooledMemory}, which counts references. Misuse, such as a second release, throws
 * {@link java.lang.IllegalStateException} where it happens, unless {@link
 * io.dio.mempool.PoolOptions} say otherwise.
 */
package io.dio.mempool;
