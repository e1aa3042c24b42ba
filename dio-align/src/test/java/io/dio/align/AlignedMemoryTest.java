// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dio.align.foreign.Mapping;
import io.dio.testing.fixtures.AddressSpace;
import io.dio.testing.fixtures.ChildJvm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlignedMemoryTest {

  private static final long PAGE = PageKind.BASE.byteSize();

  /** No system has that much memory, even if it allows overcommit. */
  private static final long IMPOSSIBLE = 1L << 62;

  @ParameterizedTest
  @ValueSource(longs = {1, 511, 4095, 4096, 4097, 1_000_000, 3 << 20})
  void memoryIsWholeZeroedPages(long byteSize) {
    try (Arena arena = Arena.ofConfined()) {
      AlignedMemory memory = AlignedMemory.allocate(byteSize, arena);
      assertThat(memory.byteSize())
          .isGreaterThanOrEqualTo(byteSize)
          .isLessThan(byteSize + PAGE)
          .isEqualTo(memory.segment().byteSize());
      assertThat(memory.byteSize() % PAGE).isZero();
      assertThat(memory.segment().address() % PAGE).isZero();
      assertThat(
              memory.segment().mismatch(MemorySegment.ofArray(new byte[(int) memory.byteSize()])))
          .isEqualTo(-1);
      memory.segment().fill((byte) 0x5a);
      assertThat(memory.segment().get(ValueLayout.JAVA_BYTE, memory.byteSize() - 1))
          .isEqualTo((byte) 0x5a);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void everyPageIsPresentBeforeAnythingIsTouched() {
    try (Arena arena = Arena.ofConfined()) {
      // The size is not a multiple of 2 MiB, so the pages are base pages. An inaccessible page on
      // each side keeps the kernel from merging the mapping with its neighbours.
      long length = 5 * PAGE;
      long place = Mapping.mmap(0, length, Mapping.PROT_NONE, anonymous(), -1, 0);
      AlignedMemory memory = AlignedMemory.allocate(length, arena);
      AddressSpace.Region region = AddressSpace.regionAt(memory.segment().address());
      assertThat(region.bytes("Rss")).hasValue(region.end() - region.start());
      assertThat(region.permissions()).isEqualTo("rw-p");
      assertThat(Mapping.munmap(place, length)).isZero();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void memoryStaysOutOfForkedChildren() {
    long before = AddressSpace.bytesExcludedFromFork();
    try (Arena arena = Arena.ofConfined()) {
      AlignedMemory memory = AlignedMemory.allocate(3 * PAGE, arena);
      assertThat(AddressSpace.regionAt(memory.segment().address()).hasFlag("dc")).isTrue();
      assertThat(AddressSpace.bytesExcludedFromFork()).isEqualTo(before + 3 * PAGE);
    }
    assertThat(AddressSpace.bytesExcludedFromFork()).isEqualTo(before);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void exactlyTheMemoryOfTheArenaIsUnmappedWhenItCloses() {
    assertThat(
            AddressSpace.atLeastOnce(() -> {
              List<MemorySegment> segments = new ArrayList<>();
              try (Arena survivors = Arena.ofShared()) {
                MemorySegment survivor = AlignedMemory.allocate(PAGE, survivors).segment();
                try (Arena arena = Arena.ofShared()) {
                  for (int pages = 1; pages <= 4; pages++) {
                    MemorySegment segment = AlignedMemory.allocate(pages * PAGE, arena).segment();
                    assertThat(AddressSpace.mappedBytes(segment.address(), segment.byteSize()))
                        .isEqualTo(segment.byteSize());
                    segments.add(segment);
                  }
                }
                assertThat(AddressSpace.mappedBytes(survivor.address(), PAGE)).isEqualTo(PAGE);
              }
              return segments.stream()
                  .allMatch(segment ->
                      AddressSpace.mappedBytes(segment.address(), segment.byteSize()) == 0);
            }))
        .isTrue();
  }

  @Test
  void memoryOfAnAutomaticArenaIsFreedOnceUnreachable() {
    long before = AddressSpace.bytesExcludedFromFork();
    AlignedMemory.allocate(64 * PAGE, Arena.ofAuto()).segment().fill((byte) 1);
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (AddressSpace.bytesExcludedFromFork() > before && System.nanoTime() < deadline) {
      System.gc();
    }
    assertThat(AddressSpace.bytesExcludedFromFork()).isLessThanOrEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aSizeThatIsNotPositiveIsRefusedByName(long byteSize) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlignedMemory.allocate(byteSize, Arena.global()))
        .withMessage("byteSize is " + byteSize + ", must be positive");
  }

  @Test
  void aSizeThatCannotBeRoundedIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlignedMemory.allocate(Long.MAX_VALUE, Arena.global()))
        .withMessage(
            "byteSize is 9223372036854775807, which rounded up to whole pages exceeds a long");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void moreMemoryThanThereIsGivesAnErrorThatSaysHowMuch() {
    long before = AddressSpace.bytesExcludedFromFork();
    try (Arena arena = Arena.ofConfined()) {
      assertThatExceptionOfType(OutOfMemoryError.class)
          .isThrownBy(() -> AlignedMemory.allocate(IMPOSSIBLE, arena))
          .withMessage(
              "cannot allocate aligned memory: mmap(length=4611686018427387904): ENOMEM (Cannot"
                  + " allocate memory)")
          .withCauseInstanceOf(ErrnoException.class);
      assertThat(AddressSpace.bytesExcludedFromFork()).isEqualTo(before);
      assertThat(AlignedMemory.allocate(1, arena).byteSize()).isEqualTo(PAGE);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aLimitOnTheAddressSpaceGivesAnErrorAndTheJvmLivesOn() throws Exception {
    ChildJvm.Result result =
        ChildJvm.onClassPathBehind(
            List.of("sh", "-c", "ulimit -v 8000000 && exec \"$@\"", "sh"),
            List.of("--enable-native-access=ALL-UNNAMED", "-Xmx64m"),
            AllocationProbe.class,
            "8589934592");
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output().lines())
        .hasSize(2)
        .allSatisfy(line ->
            assertThat(line)
                .endsWith(
                    "java.lang.OutOfMemoryError: cannot allocate aligned memory:"
                        + " mmap(length=8589934592): ENOMEM (Cannot allocate memory)"));
  }

  @Test
  void aClosedArenaIsRefused() {
    Arena closed;
    try (Arena arena = Arena.ofConfined()) {
      closed = arena;
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> AlignedMemory.allocate(1, closed))
        .withMessage("arena is closed");
    assertThatNullPointerException()
        .isThrownBy(() -> AlignedMemory.allocate(1, null))
        .withMessage("arena");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anArenaOfAnotherThreadIsRefusedAndNothingStaysMapped() throws Exception {
    long before = AddressSpace.bytesExcludedFromFork();
    try (Arena arena = Arena.ofConfined()) {
      FutureTask<AlignedMemory> task = new FutureTask<>(() -> AlignedMemory.allocate(PAGE, arena));
      Thread.ofPlatform().start(task).join();
      assertThat(task.state()).isEqualTo(FutureTask.State.FAILED);
      assertThat(task.exceptionNow()).isInstanceOf(WrongThreadException.class);
      assertThat(AddressSpace.bytesExcludedFromFork()).isEqualTo(before);
    }
  }

  @Test
  void pagesCanBeTouchedWhereTheKernelCannotPopulateThem() {
    long length = 7 * PAGE;
    long address =
        Mapping.mmap(0, length, Mapping.PROT_READ | Mapping.PROT_WRITE, anonymous(), -1, 0);
    assertThat(address).isPositive();
    try {
      assertThat(Mapping.excludeFromFork(address, length)).isZero();
      PageAllocation.touch(address, length);
      AddressSpace.Region region = AddressSpace.regionAt(address);
      assertThat(region.bytes("Rss")).hasValue(region.end() - region.start());
    } finally {
      assertThat(Mapping.munmap(address, length)).isZero();
    }
  }

  @Test
  void onlyAlignedNativeMemoryCanBeWrapped() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(8192, 4096);
      assertThat(new AlignedMemory(segment, PageKind.BASE).segment()).isSameAs(segment);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new AlignedMemory(segment.asSlice(512, 4096), PageKind.BASE))
          .withMessageContaining("address and length multiples of 4096");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new AlignedMemory(segment.asSlice(0, 5000), PageKind.BASE));
      assertThatNullPointerException().isThrownBy(() -> new AlignedMemory(segment, null));
      assertThatNullPointerException().isThrownBy(() -> new AlignedMemory(null, PageKind.BASE));
    }
    MemorySegment heap = MemorySegment.ofArray(new byte[4096]);
    assertThatIllegalArgumentException().isThrownBy(() -> new AlignedMemory(heap, PageKind.BASE));
  }

  private static int anonymous() {
    return Mapping.MAP_PRIVATE | Mapping.MAP_ANONYMOUS;
  }
}
