// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import io.dio.align.foreign.Mapping;

/**
 * The pages that a mapping is made of.
 *
 * <p>Only what is certain has a name here. The kernel may back base pages by transparent huge
 * pages, and large allocations ask it to; but it decides for each stretch, and may change its mind.
 *
 * @since 0.1.0
 */
public enum PageKind {
  /** The processor's base pages, perhaps backed by transparent huge pages. */
  BASE,

  /**
   * Pages of 2 MiB from the pool that the administrator reserved. They need fewer entries of the
   * processor's address cache than base pages do, one for 512 of 4096 bytes, and are never swapped
   * or split. Linux only.
   *
   * <p>They are reserved by writing their number to {@code
   * /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages}. The sysctl {@code vm.nr_hugepages}
   * reserves pages of the default size instead, which is 2 MiB on x86-64, but 32 MiB on hosts with
   * base pages of 16 KiB and 512 MiB on those with 64 KiB.
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
