// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which slots are taken: a lock-free bitmap that scales with threads and does not slow down with
 * size.
 *
 * <p>Slots are spread over words of at most 32, each on cache lines of its own. A thread looks
 * first at a home word derived from its id, so that threads meet only by chance or when slots get
 * scarce. Where the home is full, hints, one bit per word, name words that may have a free slot: a
 * pool of 65,536 slots with one of them free is searched by reading 32 hints rather than 2,048
 * words.
 *
 * <p>Every access is volatile or a read-modify-write, so there is one order of all of them that all
 * threads agree on. Three arguments rest on it:
 *
 * <ul>
 *   <li>What a holder wrote before {@link #release} is seen by the next to {@link #claim} the slot:
 *       the claim reads the word that the release, or a later change of the same word, has written.
 *   <li>A free slot is not forgotten, see {@link #retractHint}.
 *   <li>Closing counts every lease exactly once, see {@link #close}.
 * </ul>
 */
final class SlotMask {

  /** Nothing is free. */
  static final int NONE = -1;

  /** Nothing is handed out any more. */
  static final int CLOSED = -2;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  /** Words lie 16 longs apart: 128 bytes, as processors fetch cache lines of 64 in pairs. */
  private static final int STRIDE_SHIFT = 4;

  /** In a word: no slot of it may be claimed any more. The sign, so that a word tells by itself. */
  private static final long CLOSED_BIT = Long.MIN_VALUE;

  private static final int MAX_SLOTS_PER_WORD_SHIFT = 5;

  /** Words per processor that slots are spread over, if there are as many slots: few collisions. */
  private static final int WORDS_PER_PROCESSOR = 4;

  private final int slotCount;
  private final int slotsPerWordShift;
  private final int wordCount;
  private final int hintCount;
  private final int retractionsBegun;
  private final int retractionsEnded;

  /** Bit set: slot taken, or not existing. */
  private final long[] words;

  /**
   * Bit set: word worth a look. Behind them two counters, at {@code retractionsBegun} and {@code
   * retractionsEnded}: between the two, the hint to a word with free slots may be missing.
   */
  private final long[] hints;

  /**
   * Creates a mask with all slots free.
   *
   * @param slotCount how many slots there are, at least 1
   * @param processors how many threads may run at the same time, at least 1
   */
  SlotMask(int slotCount, int processors) {
    assert slotCount >= 1;
    assert processors >= 1;
    this.slotCount = slotCount;
    long spread = Math.max(1, slotCount / ((long) WORDS_PER_PROCESSOR * processors));
    slotsPerWordShift =
        Math.min(MAX_SLOTS_PER_WORD_SHIFT, Long.SIZE - 1 - Long.numberOfLeadingZeros(spread));
    wordCount = ((slotCount - 1) >>> slotsPerWordShift) + 1;
    hintCount = ((wordCount - 1) >>> 6) + 1;
    words = new long[at(wordCount + 1)];
    retractionsBegun = at(hintCount);
    retractionsEnded = at(hintCount + 1);
    hints = new long[at(hintCount + 2)];
    for (int word = 0; word < wordCount; word++) {
      words[at(word)] = ~existing(word) & ~CLOSED_BIT;
    }
    for (int word = 0; word < wordCount; word++) {
      hints[at(word >>> 6)] |= 1L << word;
    }
  }

  /** The first stride stays empty: the array's length, read by every access, lies before it. */
  private static int at(int index) {
    return (index + 1) << STRIDE_SHIFT;
  }

  /** {@return the bits of a word that stand for slots} */
  private long existing(int word) {
    int slots = Math.min(1 << slotsPerWordShift, slotCount - (word << slotsPerWordShift));
    return (1L << slots) - 1;
  }

  /** {@return the word at which a thread starts to look; consecutive ids spread evenly} */
  private int home(long threadId) {
    long hash = (threadId * 0x9E37_79B9_7F4A_7C15L) >>> 32; // 2^64 divided by the golden ratio
    return (int) ((hash * wordCount) >>> 32);
  }

  /**
   * Takes a free slot.
   *
   * @return its index, {@link #NONE} if each word was seen without a free slot, or {@link #CLOSED}
   */
  int claim() {
    int home = home(Thread.currentThread().threadId());
    int slot = claimIn(home);
    if (slot != NONE) {
      return slot;
    }
    long endedBefore = (long) LONGS.getVolatile(hints, retractionsEnded);
    slot = claimHinted(home);
    if (slot != NONE || endedBefore == (long) LONGS.getVolatile(hints, retractionsBegun)) {
      return slot;
    }
    // Hints were being retracted meanwhile, perhaps one too many for a moment. Only a look at every
    // word can tell somebody who has just released a slot that there is none.
    return claimAnywhere(home);
  }

  private int claimIn(int word) {
    int at = at(word);
    long seen = (long) LONGS.getVolatile(words, at);
    while (seen >= 0) {
      long bit = Long.lowestOneBit(~seen & ~CLOSED_BIT);
      if (bit == 0) {
        return NONE;
      }
      long witness = (long) LONGS.compareAndExchange(words, at, seen, seen | bit);
      if (witness == seen) {
        return (word << slotsPerWordShift) | Long.numberOfTrailingZeros(bit);
      }
      seen = witness;
    }
    return CLOSED;
  }

  /** Goes once around the hinted words: from home to the end, then from the start to home. */
  private int claimHinted(int home) {
    int homeHint = home >>> 6;
    long fromHome = -1L << home; // a shift takes its distance modulo 64
    for (int step = 0; step <= hintCount; step++) {
      int hint = homeHint + step < hintCount ? homeHint + step : homeHint + step - hintCount;
      long candidates = (long) LONGS.getVolatile(hints, at(hint));
      if (step == 0) {
        candidates &= fromHome;
      } else if (step == hintCount) {
        candidates &= ~fromHome;
      }
      for (; candidates != 0; candidates &= candidates - 1) {
        int word = (hint << 6) | Long.numberOfTrailingZeros(candidates);
        int slot = claimIn(word);
        if (slot != NONE) {
          return slot;
        }
        retractHint(word);
      }
    }
    return NONE;
  }

  private int claimAnywhere(int home) {
    for (int step = 0; step < wordCount; step++) {
      int slot = claimIn(home + step < wordCount ? home + step : home + step - wordCount);
      if (slot != NONE) {
        return slot;
      }
    }
    return NONE;
  }

  /**
   * Takes back the hint to a word that was seen full.
   *
   * <p>A slot may have been released since then. Here the hint is cleared and then the word read;
   * in {@link #release} the word is changed and then the hint read. So either this look sees the
   * free slot, or the release sees the missing hint, and whoever sees it gives the hint again.
   */
  private void retractHint(int word) {
    LONGS.getAndAdd(hints, retractionsBegun, 1L);
    LONGS.getAndBitwiseAnd(hints, at(word >>> 6), ~(1L << word));
    if (!isFull((long) LONGS.getVolatile(words, at(word)))) {
      giveHint(word);
    }
    LONGS.getAndAdd(hints, retractionsEnded, 1L);
  }

  /**
   * Hints are taken back lazily, so in the steady state this finds the bit set and writes nothing.
   */
  private void giveHint(int word) {
    int at = at(word >>> 6);
    long bit = 1L << word;
    if (((long) LONGS.getVolatile(hints, at) & bit) == 0) {
      LONGS.getAndBitwiseOr(hints, at, bit);
    }
  }

  private static boolean isFull(long word) {
    return (word | CLOSED_BIT) == -1L;
  }

  /**
   * Gives a slot back.
   *
   * @param slot the index of a slot that was claimed; nobody touches its memory any more
   * @return whether the mask was closed while this slot was out
   */
  boolean release(int slot) {
    int word = slot >>> slotsPerWordShift;
    long bit = 1L << (slot & ((1 << slotsPerWordShift) - 1));
    long before = (long) LONGS.getAndBitwiseAnd(words, at(word), ~bit);
    assert (before & bit) != 0 : "slot " + slot + " was free";
    if (isFull(before)) {
      giveHint(word);
    }
    return before < 0;
  }

  /**
   * Makes all later claims fail. A claim in progress either fails or is counted by {@link #taken}
   * from now on: it and this change the same word. Since no word gains a slot any more, a count of
   * 0 is final.
   */
  void close() {
    for (int word = 0; word < wordCount; word++) {
      LONGS.getAndBitwiseOr(words, at(word), CLOSED_BIT);
    }
  }

  /** {@return how many slots are taken; no more than a guess while others claim or release} */
  int taken() {
    int taken = 0;
    for (int word = 0; word < wordCount; word++) {
      taken += Long.bitCount((long) LONGS.getVolatile(words, at(word)) & existing(word));
    }
    return taken;
  }
}
