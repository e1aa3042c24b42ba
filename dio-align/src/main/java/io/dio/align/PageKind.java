// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import io.dio.align.foreign.Mapping;

/**
 * The pages that a mapping is made of.
 *
 * <p>Only kinds that are certain have a name here. The kernel may back base pages by transparent
 * huge pages, and large allocations ask for that. But it decides for each part of the memory, and
 * may change that later.
 *
 * @since 0.1.0
 */
public enum PageKind {
  /** The processor's base pages, perhaps backed by transparent huge pages. */
  BASE,

  /**
   * Pages of 2 MiB from the pool that the administrator reserved. One such page needs one entry in
   * the processor's address cache, where base pages of 4096 bytes need 512. They are never swapped
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
