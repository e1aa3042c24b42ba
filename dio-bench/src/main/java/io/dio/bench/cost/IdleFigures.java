// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import io.dio.bench.probe.TaskUsage;
import java.util.OptionalLong;

/**
 * The activity of a scheduler while it had nothing to do.
 *
 * @param thread the name of its thread
 * @param nanos how long that was
 * @param usage what the thread used meanwhile
 * @param ioWaitNanos how long the machine's processors were idle, all added up, while somebody
 *     waited for I/O; some kernels count a thread that waits on a ring
 */
public record IdleFigures(String thread, long nanos, TaskUsage usage, OptionalLong ioWaitNanos) {}
