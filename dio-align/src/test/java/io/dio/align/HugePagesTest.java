// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.Mapping;
import io.dio.testing.fixtures.AddressSpace;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Allocates with and without reserved huge pages; needs the right to change their number. */
@EnabledOnOs(OS.LINUX)
class HugePagesTest {

  private static final Path POOL = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB");
  private static final Path RESERVED = POOL.resolve("nr_hugepages");
  private static final long HUGE_PAGE = 2 << 20;

  private String settingBefore;

  @BeforeEach
  void rememberSetting() throws IOException {
    Skip.unless(
        Files.isWritable(RESERVED),
        RESERVED + " cannot be written; run as root to test huge pages");
    settingBefore = Files.readString(RESERVED).strip();
  }

  @AfterEach
  void restoreSetting() throws IOException {
    if (settingBefore != null) {
      Files.writeString(RESERVED, settingBefore);
    }
  }

  @Test
  void aMultipleOfTwoMebibytesIsMadeOfHugePagesIfThereAreEnough() throws IOException {
    reserve(4);
    Skip.unless(freePages() >= 4, "the kernel could not set 4 huge pages aside");
    long address;
    try (Arena arena = Arena.ofConfined()) {
      AlignedMemory memory = AlignedMemory.allocate(2 * HUGE_PAGE - 1, arena);
      address = memory.segment().address();
      assertThat(memory.pageKind()).isEqualTo(PageKind.HUGE_2M);
      assertThat(memory.byteSize()).isEqualTo(2 * HUGE_PAGE);
      assertThat(address % HUGE_PAGE).isZero();
      AddressSpace.Region region = AddressSpace.regionAt(address);
      assertThat(region.bytes("KernelPageSize")).hasValue(HUGE_PAGE);
      assertThat(region.bytes("Private_Hugetlb")).as("present").hasValue(2 * HUGE_PAGE);
      assertThat(region.hasFlag("dc")).as("kept out of forked children").isTrue();
      memory.segment().fill((byte) 1);
    }
    assertNoHugePagesMapped();
  }

  @Test
  void otherSizesAreMadeOfBasePages() throws IOException {
    reserve(4);
    try (Arena arena = Arena.ofConfined()) {
      assertThat(AlignedMemory.allocate(HUGE_PAGE + 1, arena).pageKind()).isEqualTo(PageKind.BASE);
      assertThat(AlignedMemory.allocate(4096, arena).pageKind()).isEqualTo(PageKind.BASE);
    }
  }

  @Test
  void basePagesTakeOverWhereHugePagesDoNotSuffice() throws IOException {
    reserve(1);
    try (Arena arena = Arena.ofConfined()) {
      assertUsableBasePages(AlignedMemory.allocate(2 * HUGE_PAGE, arena));
    }
  }

  @Test
  void basePagesTakeOverWhereNoHugePagesAreReserved() throws IOException {
    reserve(0);
    try (Arena arena = Arena.ofConfined()) {
      assertUsableBasePages(AlignedMemory.allocate(2 * HUGE_PAGE, arena));
    }
  }

  @Test
  void hugePagesThatWereMappedButCannotBeHadAreAnErrorAndNotASignal() throws IOException {
    reserve(0);
    // Without a reservation mmap succeeds although there are no pages, as under the limit of a
    // control group.
    int flags =
        Mapping.MAP_PRIVATE
            | Mapping.MAP_ANONYMOUS
            | Mapping.MAP_HUGETLB
            | Mapping.MAP_HUGE_2MB
            | Mapping.MAP_NORESERVE;
    assertThat(PageAllocation.mapHuge(HUGE_PAGE, flags)).isEqualTo(-Errno.EFAULT);
    assertNoHugePagesMapped();
  }

  private static void assertUsableBasePages(AlignedMemory memory) {
    assertThat(memory.pageKind()).isEqualTo(PageKind.BASE);
    memory.segment().fill((byte) 1);
    AddressSpace.Region region = AddressSpace.regionAt(memory.segment().address());
    assertThat(region.bytes("KernelPageSize")).hasValue(PageKind.BASE.byteSize());
    assertNoHugePagesMapped();
  }

  private static void assertNoHugePagesMapped() {
    assertThat(AddressSpace.regions())
        .as("mappings of huge pages left")
        .noneMatch(region -> region.bytes("KernelPageSize").orElse(0) == HUGE_PAGE);
  }

  private static void reserve(int pages) throws IOException {
    Files.writeString(RESERVED, Integer.toString(pages));
  }

  private static long freePages() throws IOException {
    return Long.parseLong(Files.readString(POOL.resolve("free_hugepages")).strip());
  }
}
