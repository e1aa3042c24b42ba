// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

/**
 * Guesses whether the page cache has what is asked of one open file, from what it had before.
 *
 * <p>At first the kernel is asked whether a range is cached. That starts no I/O and costs a fifth
 * of a read. After many hits in a row the file is trusted to be cached as a whole and is read
 * without a question. After a miss some reads are not tried at all, after each further miss about
 * twice as many.
 *
 * <p>Each open file has its own guess, so a cold file does not mislead the reads of another file. A
 * new file behind a descriptor that was used before starts without trust. Threads race on the
 * fields without any order: a lost update costs a wrong guess, and a wrong guess costs a system
 * call or a hand-over, never a result. Reading a trusted file writes nothing here.
 */
public final class CacheGuess {
  /** What to do about a read. */
  public enum Advice {
    /** Let the engine make it. */
    HAND_OVER,
    /** Ask whether it is cached, and read it if so. */
    ASK_FIRST,
    /** Read what is cached of it. */
    READ
  }

  /** Hits in a row: of reads that miss now and then, very few are trusted to hit. */
  public static final int TRUSTED_AFTER = 64;

  /** A question in so many reads is too few to show. */
  static final int LONGEST_PAUSE = 255;

  /** Reads that are still to be handed over without a try. */
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

  /** A read that was tried got all its bytes. */
  public void hit() {
    int before = hits;
    if (before < TRUSTED_AFTER) {
      hits = before + 1;
      pause = 0;
    }
  }

  /** A read that was tried has to be handed over. */
  public void missed() {
    int longer = Math.min(LONGEST_PAUSE, 2 * pause + 1);
    hits = 0;
    pause = longer;
    left = longer;
  }
}
