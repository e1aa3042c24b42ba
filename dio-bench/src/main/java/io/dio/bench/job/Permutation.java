// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

/**
 * A permutation of the numbers from 0 to {@code count - 1} that looks random and needs no table. It
 * is a Feistel network over the next power of four. If a result is too large, the network is
 * applied again until it fits.
 */
public final class Permutation {
  private static final int ROUNDS = 4;

  private final long count;
  private final long seed;
  private final int halfBits;
  private final long halfMask;

  public Permutation(long count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("count " + count + " is not at least 1");
    }
    this.count = count;
    this.seed = seed;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(count - 1);
    halfBits = Math.max(1, (bits + 1) / 2);
    halfMask = (1L << halfBits) - 1;
  }

  long count() {
    return count;
  }

  /** {@return the number at place {@code index}} */
  public long at(long index) {
    long value = index;
    // The power of four is less than four times the count, so this takes less than four steps on
    // average.
    do {
      value = network(value);
    } while (value >= count);
    return value;
  }

  private long network(long value) {
    long left = value >>> halfBits;
    long right = value & halfMask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (scramble(right + round) & halfMask);
      left = right;
      right = next;
    }
    return (left << halfBits) | right;
  }

  private long scramble(long half) {
    long z = (half + seed) * 0xD134_2543_DE82_EF95L;
    return ((z ^ (z >>> 32)) * 0x9E37_79B9_7F4A_7C15L) >>> 24;
  }
}
