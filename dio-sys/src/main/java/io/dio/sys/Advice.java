// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

/**
 * How a range of a file will be used, for {@link DioFile#advise}. A hint: it changes speed, never
 * results.
 */
public enum Advice {
  /** Nothing in particular; takes SEQUENTIAL, RANDOM and NO_REUSE back. */
  NORMAL,
  /** From lower to higher offsets: read further ahead. */
  SEQUENTIAL,
  /** In no order: do not read ahead. */
  RANDOM,
  /** Soon: read it into the page cache now. */
  WILL_NEED,
  /** Not any more: drop it from the page cache. Dirty pages stay, so sync first. */
  DONT_NEED,
  /** Once: need not displace other pages. Linux 6.3 and later act on it. */
  NO_REUSE
}
