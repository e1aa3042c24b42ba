// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.util.Objects;

/**
 * How a pool deals with misuse and with memory that is released. Start from {@link #defaults} and
 * change what differs:
 *
 * <pre>{@code
 * PoolOptions options = PoolOptions.defaults().withReleasedZeroed(true);
 * MmapPool pool = new MmapPool("pages", 64 * 1024, 128, options);
 * }</pre>
 *
 * <p>Options never change. Each {@code with...} method returns new ones.
 *
 * @since 0.1.0
 */
public final class PoolOptions {

  private static final PoolOptions DEFAULTS = new PoolOptions(false, Released.KEPT);

  private final boolean misuseCounted;
  private final Released released;

  /** The fate of the contents of memory at its last release. */
  private enum Released {
    KEPT,
    ZEROED,
    POISONED
  }

  private PoolOptions(boolean misuseCounted, Released released) {
    this.misuseCounted = misuseCounted;
    this.released = released;
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
    return new PoolOptions(counted, released);
  }

  /**
   * {@return these options, with released memory filled with zeros or left as it is}
   *
   * <p>Every buffer or slot that such a pool lends contains zeros only. So one tenant of a pool
   * never reads the bytes of another one, even if a read fills less of the memory than asked for.
   *
   * <p>The last release fills the memory, before another thread can acquire it. An operation of a
   * scheduler holds a reference until it has completed. If the user has released the memory before
   * that, the completion fills it, and nothing is filled while the kernel may still write to it.
   * Memory that is released after the pool was closed is filled before it is unmapped.
   *
   * <p>Each last release costs a pass over the whole buffer or slot. This pass runs on the thread
   * that releases, which may be a scheduler's thread. {@code docs/buffer-lifetime.md} has figures.
   *
   * <p>These are no protections: a segment that was taken before the last release still addresses
   * the memory of the next tenant, and a dump of the process shows memory that is in use.
   *
   * @param zeroed true to fill memory with zeros at its last release, which replaces {@link
   *     #withReleasedPoisoned}
   * @since 0.1.0
   */
  public PoolOptions withReleasedZeroed(boolean zeroed) {
    return withReleased(Released.ZEROED, zeroed);
  }

  /**
   * {@return these options, with released memory filled with the byte {@code 0xDB} or left as it
   * is}
   *
   * <p>If code keeps a segment after the last release, it then reads obviously wrong data. Each
   * release costs a pass over the memory, so this is meant for tests.
   *
   * @param poisoned true to fill memory at its last release, which replaces {@link
   *     #withReleasedZeroed}
   */
  public PoolOptions withReleasedPoisoned(boolean poisoned) {
    return withReleased(Released.POISONED, poisoned);
  }

  /** Turning a fill off must not turn off the other one. */
  private PoolOptions withReleased(Released fill, boolean wanted) {
    if (wanted) {
      return new PoolOptions(misuseCounted, fill);
    }
    return released == fill ? new PoolOptions(misuseCounted, Released.KEPT) : this;
  }

  /** {@return whether misuse is counted, and not thrown} */
  public boolean misuseCounted() {
    return misuseCounted;
  }

  /** {@return whether memory is filled with zeros at its last release} */
  public boolean releasedZeroed() {
    return released == Released.ZEROED;
  }

  /** {@return whether memory is filled with the byte {@code 0xDB} at its last release} */
  public boolean releasedPoisoned() {
    return released == Released.POISONED;
  }

  /** {@return whether the other object is options that say the same} */
  @Override
  public boolean equals(Object other) {
    return other instanceof PoolOptions that
        && misuseCounted == that.misuseCounted
        && released == that.released;
  }

  /** {@return a hash code that fits {@link #equals}} */
  @Override
  public int hashCode() {
    return Objects.hash(misuseCounted, released);
  }

  /** {@return all options with their values} */
  @Override
  public String toString() {
    return "PoolOptions[misuseCounted="
        + misuseCounted
        + ", releasedZeroed="
        + releasedZeroed()
        + ", releasedPoisoned="
        + releasedPoisoned()
        + "]";
  }
}
