// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.AddressSpace;
import java.lang.foreign.MemorySegment;

/**
 * An exact range of addresses that a pool maps. It tells whether the range is mapped.
 *
 * <p>Only pages that forked children do not get (the flag {@code dc} of /proc/self/smaps) count. No
 * other part of the JVM sets that flag. So a range that was unmapped and mapped again by another
 * thread is not mistaken for the pool's.
 *
 * @param address the first byte
 * @param byteSize the length in bytes
 */
record PoolPages(long address, long byteSize) {

  static PoolPages of(MemorySegment segment) {
    return new PoolPages(segment.address(), segment.byteSize());
  }

  /** {@return the number of bytes of the range that are mapped and kept from children} */
  private long mappedBytes() {
    return AddressSpace.regions().stream()
        .filter(region -> region.hasFlag("dc"))
        .mapToLong(region ->
            Math.min(region.end(), address + byteSize) - Math.max(region.start(), address))
        .filter(overlap -> overlap > 0)
        .sum();
  }

  void assertMapped() {
    assertThat(mappedBytes()).as("mapped bytes of %s", this).isEqualTo(byteSize);
  }

  void assertUnmapped() {
    assertThat(mappedBytes()).as("mapped bytes of %s", this).isZero();
  }
}
