// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

/**
 * The settings for misuse of a pool. The object is immutable. Start from {@link #defaults}.
 *
 * @param misuseCounted whether misuse is counted and tolerated. If false, misuse throws {@link
 *     IllegalStateException}. Misuse is a release too many, a use of memory after its last release,
 *     or closing a pool while its memory is in use.
 * @param releasedPoisoned whether the last release fills the memory with the byte {@code 0xDB}.
 *     Code that wrongly keeps the segment then reads obvious nonsense. It costs a pass over the
 *     memory and is meant for tests.
 */
public record PoolOptions(boolean misuseCounted, boolean releasedPoisoned) {

  private static final PoolOptions DEFAULTS = new PoolOptions(false, false);

  /**
   * {@return the default options: misuse throws an exception, and released memory is left
   * unchanged}
   */
  public static PoolOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return a copy of these options under which misuse is counted and does not throw}
   *
   * <p>Use it if two code paths may release the same buffer, for example because of a cancellation,
   * and the program prefers to check {@code misuseCount()}. A release too many has no effect: it
   * never affects the next loan of the memory.
   */
  public PoolOptions withMisuseCounted() {
    return new PoolOptions(true, releasedPoisoned);
  }

  /**
   * {@return a copy of these options under which released memory is filled with the byte {@code
   * 0xDB}}
   */
  public PoolOptions withReleasedPoisoned() {
    return new PoolOptions(misuseCounted, true);
  }
}
