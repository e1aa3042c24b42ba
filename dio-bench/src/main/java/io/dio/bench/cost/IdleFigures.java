// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import io.dio.bench.probe.TaskUsage;
import java.util.OptionalLong;

/**
 * The activity of a scheduler while it had nothing to do.
 *
 * @param thread the name of its thread
 * @param nanos the duration
 * @param usage the resources that the thread used in that time
 * @param ioWaitNanos the time during which processors of the machine were idle while a thread
 *     waited for I/O, added up over all processors; some kernels count a thread that waits on a
 *     ring
 */
public record IdleFigures(String thread, long nanos, TaskUsage usage, OptionalLong ioWaitNanos) {}
