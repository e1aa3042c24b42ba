// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.time.Duration;

/**
 * A thread is waiting long for a buffer: the pool may be too small, or somebody does not release.
 *
 * @param poolName the pool's name
 * @param outstanding how many of its buffers are out
 * @param capacity how many buffers it has
 * @param waited how long the thread has been waiting; it goes on waiting
 */
public record SlowAcquire(String poolName, int outstanding, int capacity, Duration waited) {}
