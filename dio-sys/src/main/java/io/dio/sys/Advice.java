// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

/**
 * The expected use of a range of a file, for {@link DioFile#advise}. It is a hint, which can change
 * the speed but never the results.
 *
 * @since 0.1.0
 */
public enum Advice {
  /** No particular use. It cancels SEQUENTIAL, RANDOM and NO_REUSE. */
  NORMAL,
  /** Access goes from lower to higher offsets; the system should read further ahead. */
  SEQUENTIAL,
  /** Access has no order; the system should not read ahead. */
  RANDOM,
  /** The range is needed soon; the system should read it into the page cache now. */
  WILL_NEED,
  /**
   * The range is not needed any more; the system should drop it from the page cache. Dirty pages
   * stay, so sync first.
   */
  DONT_NEED,
  /**
   * The range is used only once; its pages should not displace others. It has an effect from Linux
   * 6.3.
   */
  NO_REUSE
}
