// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.dio.bench.backend.Backend;
import io.dio.bench.backend.Traffic;
import io.dio.bench.probe.SystemFiles;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The counters at one moment. The difference of two readings is the result of a measurement.
 *
 * @param nanos the clock
 * @param operations the number of completed operations of the job's threads
 * @param cpuNanos user and system time of the process, all its threads and the kernel's workers for
 *     it; the JDK reads it in steps of 10 ms
 * @param allocatedBytes heap allocations of all threads, in bytes
 * @param deviceReadBytes bytes read from devices for this process, if the system reports them
 * @param traffic the counters of the backend, if it counts
 * @param syncs the syncs of the activity beside the job, if it makes any
 */
record Reading(
    long nanos,
    long operations,
    long cpuNanos,
    long allocatedBytes,
    OptionalLong deviceReadBytes,
    Optional<Traffic> traffic,
    OptionalLong syncs) {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  static Reading take(Phase phase, Backend backend, Neighbour neighbour) {
    return new Reading(
        System.nanoTime(),
        phase.completed(),
        SYSTEM.getProcessCpuTime(),
        THREADS.getTotalThreadAllocatedBytes(),
        SystemFiles.ofThisSystem().deviceReadBytes(),
        backend.traffic(),
        neighbour.syncs());
  }

  RoundFigures since(Reading before) {
    return new RoundFigures(
        nanos - before.nanos,
        operations - before.operations,
        cpuNanos - before.cpuNanos,
        allocatedBytes - before.allocatedBytes,
        difference(deviceReadBytes, before.deviceReadBytes),
        traffic.map(now -> now.since(before.traffic.orElseThrow())),
        difference(syncs, before.syncs));
  }

  private static OptionalLong difference(OptionalLong after, OptionalLong before) {
    return after.isPresent() && before.isPresent()
        ? OptionalLong.of(after.getAsLong() - before.getAsLong())
        : OptionalLong.empty();
  }
}
