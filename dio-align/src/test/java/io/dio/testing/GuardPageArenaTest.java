// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dio.testing.ChildJvm.Result;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
class GuardPageArenaTest {

  private static final long PAGE = GuardPageArena.pageBytes();

  private static final List<String> FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:ErrorFile=/dev/null");

  @Test
  void segmentsEndWhereAnInaccessiblePageBegins() {
    try (GuardPageArena arena = new GuardPageArena()) {
      for (long byteSize : new long[] {0, 1, 100, PAGE, PAGE + 904}) {
        MemorySegment segment = arena.allocate(byteSize);
        AddressSpace.Region guard = AddressSpace.regionAt(segment.address() + byteSize);
        assertThat(guard.permissions()).isEqualTo("---p");
        assertThat(guard.start()).isEqualTo(segment.address() + byteSize);
        assertThat(segment.fill((byte) 1).byteSize()).isEqualTo(byteSize);
      }
    }
  }

  @Test
  void closingUnmapsSegmentsAndGuards() {
    assertThat(
            AddressSpace.atLeastOnce(() -> {
              GuardPageArena arena = new GuardPageArena();
              MemorySegment segment = arena.allocate(PAGE);
              arena.close();
              assertThat(segment.scope().isAlive()).isFalse();
              return AddressSpace.mappedBytes(segment.address() - PAGE, 3 * PAGE) == 0;
            }))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, 100, 0", "1, 0, 0", "1, 0, -1"})
  void aByteBesideASegmentCrashesTheJvm(long pages, long bytes, long before) throws Exception {
    long byteSize = pages * PAGE + bytes;
    long offset = before < 0 ? before : byteSize;
    Result result =
        ChildJvm.onClassPath(
            FLAGS, GuardPageProbe.class, Long.toString(byteSize), Long.toString(offset));
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.output()).contains("SIGSEGV").doesNotContain("written");
  }

  @Test
  void ofATornSegmentOnlyTheFirstBytesAreThere() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = GuardPageArena.allocateTorn(3 * PAGE + 100, PAGE, arena);
      long address = segment.address();
      assertThat(segment.byteSize()).isEqualTo(3 * PAGE + 100);
      segment.asSlice(0, PAGE).fill((byte) 1);
      AddressSpace.Region guard = AddressSpace.regionAt(address + PAGE);
      assertThat(guard.permissions()).isEqualTo("---p");
      assertThat(guard.start()).isEqualTo(address + PAGE);
      assertThat(AddressSpace.regionAt(address + segment.byteSize()).permissions())
          .isEqualTo("---p");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GuardPageArena.allocateTorn(10, 11, Arena.ofAuto()))
        .withMessage("11 of 10 bytes");
  }

  @Test
  void aSegmentOfAnArenaEndsOrBeginsAtAGuard() {
    try (Arena arena = Arena.ofConfined()) {
      for (long byteSize : new long[] {0, 1, 100, PAGE, PAGE + 904}) {
        MemorySegment ends = GuardPageArena.allocate(byteSize, false, arena);
        AddressSpace.Region behind = AddressSpace.regionAt(ends.address() + byteSize);
        assertThat(behind.permissions()).isEqualTo("---p");
        assertThat(behind.start()).isEqualTo(ends.address() + byteSize);
        assertThat(ends.fill((byte) 1).byteSize()).isEqualTo(byteSize);
        MemorySegment begins = GuardPageArena.allocate(byteSize, true, arena);
        assertThat(AddressSpace.regionAt(begins.address() - 1).permissions()).isEqualTo("---p");
        assertThat(begins.fill((byte) 1).byteSize()).isEqualTo(byteSize);
      }
    }
  }

  @Test
  void aByteInsideDoesNot() throws Exception {
    assertThat(ChildJvm.onClassPath(FLAGS, GuardPageProbe.class, "100", "99"))
        .isEqualTo(new Result(0, "written\n"));
  }

  @Test
  void aSizeThatCannotBeBothAlignedAndFlushIsRefused() {
    try (GuardPageArena arena = new GuardPageArena()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> arena.allocate(100, 8))
          .withMessage("100 bytes aligned to 8 cannot end at a guard page");
      assertThatIllegalArgumentException().isThrownBy(() -> arena.allocate(-1, 1));
      assertThat(arena.allocate(ValueLayout.JAVA_LONG, 3).byteSize()).isEqualTo(24);
    }
  }
}
