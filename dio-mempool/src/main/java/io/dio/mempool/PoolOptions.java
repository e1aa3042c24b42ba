// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.util.Objects;

/**
 * How a pool deals with misuse. Start from {@link #defaults} and change what differs:
 *
 * <pre>{@code
 * PoolOptions options = PoolOptions.defaults().withMisuseCounted(true);
 * MmapPool pool = new MmapPool("pages", 64 * 1024, 128, options);
 * }</pre>
 *
 * <p>Options never change. Each {@code with...} method returns new ones.
 *
 * @since 0.1.0
 */
public final class PoolOptions {

  private static final PoolOptions DEFAULTS = new PoolOptions(false, false);

  private final boolean misuseCounted;
  private final boolean releasedPoisoned;

  private PoolOptions(boolean misuseCounted, boolean releasedPoisoned) {
    this.misuseCounted = misuseCounted;
    this.releasedPoisoned = releasedPoisoned;
  }

  /** {@return options under which misuse throws and released memory is left as it is} */
  public static PoolOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return these options, with misuse counted or thrown}
   *
   * <p>Misuse is to release too often, to use memory after its last release, or to close a pool
   * while memory is in use. By default it throws {@link IllegalStateException}. Counting suits a
   * program in which two paths may release the same buffer, for example because of a cancellation.
   * The pool's {@code misuseCount()} then tells how often that happened. An additional release
   * still changes nothing: it never affects the next lease.
   *
   * @param counted true to count misuse and continue, false to throw
   */
  public PoolOptions withMisuseCounted(boolean counted) {
    return new PoolOptions(counted, releasedPoisoned);
  }

  /**
   * {@return these options, with released memory filled with the byte {@code 0xDB} or left as it
   * is}
   *
   * <p>If code keeps a segment after the last release, it then reads obviously wrong data. Each
   * release costs a pass over the memory, so this is meant for tests.
   *
   * @param poisoned true to fill memory at its last release
   */
  public PoolOptions withReleasedPoisoned(boolean poisoned) {
    return new PoolOptions(misuseCounted, poisoned);
  }

  /** {@return whether misuse is counted, and not thrown} */
  public boolean misuseCounted() {
    return misuseCounted;
  }

  /** {@return whether memory is filled with the byte {@code 0xDB} at its last release} */
  public boolean releasedPoisoned() {
    return releasedPoisoned;
  }

  /** {@return whether the other object is options that say the same} */
  @Override
  public boolean equals(Object other) {
    return other instanceof PoolOptions that
        && misuseCounted == that.misuseCounted
        && releasedPoisoned == that.releasedPoisoned;
  }

  /** {@return a hash code that fits {@link #equals}} */
  @Override
  public int hashCode() {
    return Objects.hash(misuseCounted, releasedPoisoned);
  }

  /** {@return all options with their values} */
  @Override
  public String toString() {
    return "PoolOptions[misuseCounted="
        + misuseCounted
        + ", releasedPoisoned="
        + releasedPoisoned
        + "]";
  }
}
