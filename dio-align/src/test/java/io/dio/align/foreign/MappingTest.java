// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.testing.fixtures.AddressSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class MappingTest {

  private static final int READ_WRITE = Mapping.PROT_READ | Mapping.PROT_WRITE;
  private static final int ANONYMOUS = Mapping.MAP_PRIVATE | Mapping.MAP_ANONYMOUS;
  private static final long PAGE = Mapping.pageSize();

  @Test
  void memoryIsMappedAndUnmapped() {
    assertThat(
            AddressSpace.atLeastOnce(() -> {
              long address = Mapping.mmap(0, 4 * PAGE, READ_WRITE, ANONYMOUS, -1, 0);
              assertThat(AddressSpace.mappedBytes(address, 4 * PAGE)).isEqualTo(4 * PAGE);
              assertThat(Mapping.munmap(address + PAGE, PAGE)).isZero();
              boolean hole = AddressSpace.mappedBytes(address + PAGE, PAGE) == 0;
              assertThat(Mapping.munmap(address, PAGE)).isZero();
              assertThat(Mapping.munmap(address + 2 * PAGE, 2 * PAGE)).isZero();
              return hole && AddressSpace.mappedBytes(address, 4 * PAGE) == 0;
            }))
        .isTrue();
  }

  @Test
  void aFailureIsMinusErrno() {
    assertThat(Mapping.mmap(0, 0, READ_WRITE, ANONYMOUS, -1, 0)).isEqualTo(-Errno.EINVAL);
    assertThat(Mapping.mmap(0, PAGE, READ_WRITE, Mapping.MAP_PRIVATE, -1, 0))
        .isEqualTo(-Errno.EBADF);
    assertThat(Mapping.mmap(0, 1L << 62, READ_WRITE, ANONYMOUS, -1, 0)).isEqualTo(-Errno.ENOMEM);
    assertThat(Mapping.munmap(1, PAGE)).isEqualTo(-Errno.EINVAL);
    assertThat(Mapping.madvise(1, PAGE, Mapping.MADV_WILLNEED)).isEqualTo(-Errno.EINVAL);
    assertThat(Mapping.madvise(0, PAGE, Mapping.MADV_POPULATE_WRITE)).isEqualTo(-Errno.ENOMEM);
    assertThat(Mapping.excludeFromFork(1, PAGE)).isEqualTo(-Errno.EINVAL);
  }

  @Test
  void populatingMakesPagesPresentAndDontNeedDropsThem() {
    long address = Mapping.mmap(0, 8 * PAGE, READ_WRITE, ANONYMOUS, -1, 0);
    assertThat(address).isPositive();
    try {
      // Its own flags keep the mapping from being merged with a neighbour, so that its Rss is its
      // own.
      assertThat(Mapping.madvise(address, 8 * PAGE, Mapping.MADV_DONTDUMP)).isZero();
      assertThat(Mapping.madvise(address, 8 * PAGE, Mapping.MADV_NOHUGEPAGE)).isZero();
      assertThat(residentBytes(address)).isZero();
      assertThat(Mapping.madvise(address, 8 * PAGE, Mapping.MADV_POPULATE_WRITE)).isZero();
      assertThat(residentBytes(address)).isEqualTo(8 * PAGE);
      RawMemory.setLong(address, 42);
      assertThat(Mapping.madvise(address, PAGE, Mapping.MADV_DONTNEED)).isZero();
      assertThat(residentBytes(address)).isEqualTo(7 * PAGE);
      assertThat(RawMemory.getLong(address)).isZero();
    } finally {
      assertThat(Mapping.munmap(address, 8 * PAGE)).isZero();
    }
  }

  @Test
  void memoryCanBeKeptOutOfForkedChildren() {
    long address = Mapping.mmap(0, PAGE, READ_WRITE, ANONYMOUS, -1, 0);
    assertThat(address).isPositive();
    try {
      assertThat(AddressSpace.regionAt(address).hasFlag("dc")).isFalse();
      assertThat(Mapping.excludeFromFork(address, PAGE)).isZero();
      assertThat(AddressSpace.regionAt(address).hasFlag("dc")).isTrue();
    } finally {
      assertThat(Mapping.munmap(address, PAGE)).isZero();
    }
  }

  @Test
  void thePageSizeIsAPowerOfTwoFrom4096() {
    assertThat(Mapping.pageSize()).isGreaterThanOrEqualTo(4096);
    assertThat(Integer.bitCount(Mapping.pageSize())).isEqualTo(1);
  }

  private static long residentBytes(long address) {
    return AddressSpace.regionAt(address).bytes("Rss").orElseThrow();
  }
}
