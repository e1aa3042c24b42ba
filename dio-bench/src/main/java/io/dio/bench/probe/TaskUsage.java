// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.probe;

/**
 * The resources that one thread of this process has used since its start, as the kernel counts
 * them.
 *
 * @param cpuNanos user and system time
 * @param voluntarySwitches how often it gave up its processor to wait
 * @param involuntarySwitches how often the kernel took its processor away
 */
public record TaskUsage(long cpuNanos, long voluntarySwitches, long involuntarySwitches) {

  /** {@return the usage between {@code before} and this} */
  public TaskUsage since(TaskUsage before) {
    return new TaskUsage(
        cpuNanos - before.cpuNanos,
        voluntarySwitches - before.voluntarySwitches,
        involuntarySwitches - before.involuntarySwitches);
  }
}
