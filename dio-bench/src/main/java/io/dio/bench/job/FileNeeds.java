// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import java.util.List;

/**
 * The requirements of jobs for the file that they share.
 *
 * @param unitByteSize the file's size is a multiple of this. It is a multiple of every job's block,
 *     so that each job covers the file exactly, and of the alignment that direct I/O may need.
 * @param writable whether any job writes
 */
public record FileNeeds(long unitByteSize, boolean writable) {
  private static final long DIRECT_BYTES = 4096;

  public static FileNeeds of(List<Job> jobs) throws UsageException {
    long unit = DIRECT_BYTES;
    try {
      for (Job job : jobs) {
        unit = Math.multiplyExact(unit, job.blockByteSize() / greatestDivisor(unit, job));
      }
    } catch (ArithmeticException e) {
      throw new UsageException("no size of a file is a multiple of all these blocks");
    }
    return new FileNeeds(unit, jobs.stream().anyMatch(job -> job.access().isWrite()));
  }

  private static long greatestDivisor(long unit, Job job) {
    long a = unit;
    long b = job.blockByteSize();
    while (b != 0) {
      long rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }
}
