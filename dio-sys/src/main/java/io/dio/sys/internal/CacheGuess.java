// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

/**
 * Guesses from earlier reads whether the page cache has the bytes of the next read of one open
 * file.
 *
 * <p>At first the kernel is asked whether a range is cached. The query starts no I/O and costs a
 * fifth of a read. After many hits in a row the whole file is assumed to be cached, and is read
 * without a query. After a miss some reads are handed over without a query, and after each further
 * miss about twice as many.
 *
 * <p>Each open file has its own guess, so a cold file does not mislead the reads of another file. A
 * new file behind a descriptor that was used before starts without trust. Threads race on the
 * fields on purpose. A lost update causes a wrong guess. A wrong guess costs a system call or a
 * hand-over, but never changes a result. Reading a trusted file writes nothing here.
 */
public final class CacheGuess {
  /** The advice for one read. */
  public enum Advice {
    /** Let the engine make the read. */
    HAND_OVER,
    /** Ask whether it is cached, and read it if so. */
    ASK_FIRST,
    /** Read the cached bytes without a query. */
    READ
  }

  /**
   * The number of hits in a row after which a file is trusted. It is so large that a file with
   * occasional misses is rarely trusted. Until then each read costs a query more, which takes 210
   * ns (cachestat).
   */
  public static final int TRUSTED_AFTER = 64;

  /**
   * The longest pause in reads. A query takes 210 ns (cachestat), so one query in so many reads
   * costs less than 1 ns per read.
   */
  static final int LONGEST_PAUSE = 255;

  /** The number of reads that will still be handed over without a query. */
  private int left;

  /** The length of the latest such pause. */
  private int pause;

  private int hits;

  /** {@return what to do about the next read} Counts it. */
  public Advice advise() {
    int passing = left;
    if (passing > 0) {
      left = passing - 1;
      return Advice.HAND_OVER;
    }
    return hits < TRUSTED_AFTER ? Advice.ASK_FIRST : Advice.READ;
  }

  /** Notes that a tried read got all its bytes. */
  public void hit() {
    int before = hits;
    if (before < TRUSTED_AFTER) {
      hits = before + 1;
      pause = 0;
    }
  }

  /** Notes that a tried read must be handed over. */
  public void missed() {
    int longer = Math.min(LONGEST_PAUSE, 2 * pause + 1);
    hits = 0;
    pause = longer;
    left = longer;
  }
}
