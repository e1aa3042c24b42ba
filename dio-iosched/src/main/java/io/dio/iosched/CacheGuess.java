// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/**
 * Guesses whether the page cache has what is asked of a file, from what it had before.
 *
 * <p>A file is asked for first, which starts no I/O and costs a fifth of a read; after so many hits
 * in a row it is trusted to be cached as a whole, and read without a question. After a miss some
 * reads pass untried, after each further one about twice as many.
 *
 * <p>As in a branch predictor, files share places and threads race on them without any order: what
 * is lost by that is a guess, and a wrong one costs a system call or a hand-over, never a result. A
 * trusted file is looked up without a write.
 */
final class CacheGuess {
  /** What to do about a read. */
  enum Advice {
    HAND_OVER,
    ASK_FIRST,
    READ
  }

  /** Hits in a row: of reads that miss now and then, very few are trusted to hit. */
  static final int TRUSTED_AFTER = 64;

  /** A question in so many reads is too few to show. */
  static final int LONGEST_PAUSE = 255;

  private static final int PLACES = 64;

  /** A cache line each, so that misses on one file do not slow hits on another. */
  private static final int PLACE_INTS = 16;

  private static final int LEFT = 0;
  private static final int PAUSE = 1;
  private static final int HITS = 2;

  private final int[] memory = new int[PLACES * PLACE_INTS];

  Advice advise(int descriptor) {
    int place = place(descriptor);
    int left = memory[place + LEFT];
    if (left > 0) {
      memory[place + LEFT] = left - 1;
      return Advice.HAND_OVER;
    }
    return memory[place + HITS] < TRUSTED_AFTER ? Advice.ASK_FIRST : Advice.READ;
  }

  void hit(int descriptor) {
    int place = place(descriptor);
    int hits = memory[place + HITS];
    if (hits < TRUSTED_AFTER) {
      memory[place + HITS] = hits + 1;
      memory[place + PAUSE] = 0;
    }
  }

  void missed(int descriptor) {
    int place = place(descriptor);
    int pause = Math.min(LONGEST_PAUSE, 2 * memory[place + PAUSE] + 1);
    memory[place + HITS] = 0;
    memory[place + PAUSE] = pause;
    memory[place + LEFT] = pause;
  }

  private static int place(int descriptor) {
    return (descriptor & (PLACES - 1)) * PLACE_INTS;
  }
}
