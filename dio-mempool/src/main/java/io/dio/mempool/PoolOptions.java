// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

/**
 * How a pool deals with misuse. Immutable; start from {@link #defaults}.
 *
 * @param misuseCounted whether releasing too often, using memory after its last release and closing
 *     a pool with leases out are counted and otherwise tolerated, instead of throwing {@link
 *     IllegalStateException} at the misuse
 * @param releasedPoisoned whether memory is filled with the byte {@code 0xDB} when its last
 *     reference is released, so that whoever kept the segment reads obvious nonsense; this costs a
 *     pass over the memory and is meant for tests
 */
public record PoolOptions(boolean misuseCounted, boolean releasedPoisoned) {

  private static final PoolOptions DEFAULTS = new PoolOptions(false, false);

  /** {@return options under which misuse throws and released memory is left as it is} */
  public static PoolOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return these options, but misuse is counted instead of thrown}
   *
   * <p>For programs where two paths may release the same buffer, say because of a cancellation, and
   * that would rather look at {@code misuseCount()} than fail. A release too many still changes
   * nothing: it never touches the lease that follows.
   */
  public PoolOptions withMisuseCounted() {
    return new PoolOptions(true, releasedPoisoned);
  }

  /** {@return these options, but released memory is filled with the byte {@code 0xDB}} */
  public PoolOptions withReleasedPoisoned() {
    return new PoolOptions(misuseCounted, true);
  }
}
