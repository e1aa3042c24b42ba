// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.time.Duration;

/**
 * The event that a thread waits long for a buffer. The pool may be too small, or a buffer may not
 * have been released.
 *
 * @param poolName the pool's name
 * @param outstanding the number of its buffers in use
 * @param capacity the number of its buffers
 * @param waited the time that the thread has waited so far; it continues to wait
 */
public record SlowAcquire(String poolName, int outstanding, int capacity, Duration waited) {}
