// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import io.dio.align.foreign.Mapping;

/**
 * The pages that a mapping is made of.
 *
 * <p>Only what is certain has a name here. The kernel may back base pages by transparent huge
 * pages, and large allocations ask it to; but it decides for each 2 MiB, and may change its mind.
 */
public enum PageKind {
  /** The processor's base pages, perhaps backed by transparent huge pages. */
  BASE,

  /**
   * Pages of 2 MiB from the pool that the administrator reserved ({@code vm.nr_hugepages}). They
   * need one entry of the processor's address cache where base pages need 512, and are never
   * swapped or split. Linux only.
   */
  HUGE_2M;

  private static final long HUGE_2M_BYTES = 2L << 20;

  /**
   * {@return the size of one page in bytes; for {@link #BASE} that of the host}
   *
   * @throws IllegalCallerException if the host must be asked and native access is not enabled for
   *     dio; the message says how to
   * @throws UnsupportedOperationException if the host is neither Linux nor macOS
   */
  public long byteSize() {
    return this == HUGE_2M ? HUGE_2M_BYTES : Mapping.pageSize();
  }
}
