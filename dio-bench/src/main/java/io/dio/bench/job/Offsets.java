// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

/** The endless sequence of offsets for one thread of a job. */
final class Offsets {
  private static final long GAMMA = 0x9E37_79B9_7F4A_7C15L;

  private final boolean random;
  private final long blockCount;
  private final long blockByteSize;
  private long state;

  private Offsets(boolean random, long blockCount, long blockByteSize, long state) {
    this.random = random;
    this.blockCount = blockCount;
    this.blockByteSize = blockByteSize;
    this.state = state;
  }

  /** {@return the offsets of thread {@code index} among {@code job.threads()}} */
  static Offsets of(Job job, long fileByteSize, int index, long seed) {
    long blockCount = fileByteSize / job.blockByteSize();
    long start =
        job.access().isRandom()
            ? seed ^ (index + 1) * 0xA076_1D64_78BD_642FL
            : blockCount / job.threads() * index;
    return new Offsets(job.access().isRandom(), blockCount, job.blockByteSize(), start);
  }

  long next() {
    if (random) {
      state += GAMMA;
      return Math.unsignedMultiplyHigh(mix(state), blockCount) * blockByteSize;
    }
    long block = state;
    state = block + 1 == blockCount ? 0 : block + 1;
    return block * blockByteSize;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 32)) * 0xE703_7ED1_A0B4_28DBL;
    z = (z ^ (z >>> 29)) * 0x8EBC_6AF0_9C88_C6E3L;
    return z ^ (z >>> 32);
  }
}
