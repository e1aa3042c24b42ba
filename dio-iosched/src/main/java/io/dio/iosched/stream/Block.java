// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.stream;

import io.dio.mempool.PooledMemory;

/**
 * A block of a stream.
 *
 * @param memory its memory
 * @param home the blocks of the stream that took it from its pool. Another stream may have it now.
 */
record Block(PooledMemory memory, Blocks home) {}
