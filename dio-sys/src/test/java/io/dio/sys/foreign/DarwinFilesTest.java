// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.align.foreign.Host.Arch;
import io.dio.align.foreign.Native;
import io.dio.sys.Advice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The calls that dio would make on macOS, checked against its headers: numbers, layouts, order of
 * calls.
 */
class DarwinFilesTest {
  private static final int FD = 7;

  private final FakeDarwin system = new FakeDarwin();
  private final DarwinFiles files = new DarwinFiles(system);

  /** Records the calls, with structures by value, and returns the prepared results. */
  private static final class FakeDarwin implements DarwinCalls {
    final List<String> asked = new ArrayList<>();
    final Deque<Integer> answers = new ArrayDeque<>();
    long size;
    long blocks;

    @Override
    public int fcntl(int descriptor, int command, long argument) {
      return ask(
          switch (command) {
            case 42 -> "F_PREALLOCATE " + ints(argument, 2) + longs(argument + 8, 3);
            case 44 -> "F_RDADVISE " + longs(argument, 1) + ints(argument + 8, 1);
            case 99 -> "F_PUNCHHOLE " + ints(argument, 2) + longs(argument + 8, 2);
            case 45 -> "F_RDAHEAD " + argument;
            case 48 -> "F_NOCACHE " + argument;
            case 51 -> "F_FULLFSYNC";
            default -> "fcntl " + command;
          });
    }

    private static String ints(long address, int count) {
      int[] values = Native.segment(address, 4L * count).toArray(JAVA_INT);
      return Arrays.toString(values);
    }

    private static String longs(long address, int count) {
      long[] values = Native.segment(address, 8L * count).toArray(JAVA_LONG);
      return Arrays.toString(values);
    }

    @Override
    public int fsync(int descriptor) {
      return ask("fsync");
    }

    @Override
    public int ftruncate(int descriptor, long byteSize) {
      return ask("ftruncate " + byteSize);
    }

    @Override
    public int fstat(int descriptor, long stat) {
      MemorySegment struct = Native.segment(stat, 144);
      struct.set(JAVA_LONG, 96, size);
      struct.set(JAVA_LONG, 104, blocks);
      struct.set(JAVA_INT, 112, 16_384);
      return 0;
    }

    @Override
    public int ioctl(int descriptor, long request, long argument) {
      if (request == 0x40046418L) {
        Native.segment(argument, 4).set(JAVA_INT, 0, 4096);
      } else if (request == 0x40086419L) {
        Native.segment(argument, 8).set(JAVA_LONG, 0, 1000);
      }
      return ask("ioctl 0x" + Long.toHexString(request));
    }

    private int ask(String what) {
      asked.add(what);
      return answers.isEmpty() ? 0 : answers.poll();
    }
  }

  @Test
  void directIoIsAFlagOfTheDescriptor() {
    assertThat(files.setDirect(FD, true)).isZero();
    assertThat(files.setDirect(FD, false)).isZero();
    assertThat(system.asked).containsExactly("F_NOCACHE 1", "F_NOCACHE 0");
  }

  @Test
  void bothSyncsReachTheDevice() {
    assertThat(files.sync(FD)).isZero();
    assertThat(files.dataSync(FD)).isZero();
    assertThat(system.asked).containsExactly("F_FULLFSYNC", "F_FULLFSYNC");
  }

  @Test
  void aFileSystemWithoutFullSyncGetsFsyncButAFailureIsNotCoveredUp() {
    system.answers.add(-Errno.ENOTSUP);
    assertThat(files.sync(FD)).isZero();
    assertThat(system.asked).containsExactly("F_FULLFSYNC", "fsync");
    system.asked.clear();
    system.answers.add(-Errno.EIO);
    assertThat(files.dataSync(FD)).isEqualTo(-Errno.EIO);
    assertThat(system.asked).containsExactly("F_FULLFSYNC");
  }

  @Test
  void allocatingAddsWhatIsMissingAndThenGrowsTheFile() {
    system.size = 1000;
    system.blocks = 8;
    assertThat(files.allocate(FD, 10_000)).isZero();
    // F_ALLOCATECONTIG, F_PEOFPOSMODE; offset, length, bytes allocated
    assertThat(system.asked).containsExactly("F_PREALLOCATE [2, 3][0, 5904, 0]", "ftruncate 10000");
  }

  @Test
  void allocatingNeverShrinks() {
    system.size = 50_000;
    system.blocks = 8;
    assertThat(files.allocate(FD, 10_000)).isZero();
    assertThat(system.asked).containsExactly("F_PREALLOCATE [2, 3][0, 5904, 0]");
    system.asked.clear();
    assertThat(files.allocate(FD, 4096)).isZero();
    assertThat(system.asked).isEmpty();
  }

  @Test
  void storageThatIsNotInOnePieceWillDo() {
    system.answers.add(-Errno.ENOSPC);
    assertThat(files.allocate(FD, 4096)).isZero();
    assertThat(system.asked)
        .containsExactly(
            "F_PREALLOCATE [2, 3][0, 4096, 0]",
            "F_PREALLOCATE [4, 3][0, 4096, 0]",
            "ftruncate 4096");
  }

  @Test
  void allocationThatFailsChangesNothingAndSaysWhy() {
    system.answers.addAll(List.of(-Errno.ENOSPC, -Errno.ENOSPC));
    assertThat(files.allocate(FD, 4096)).isEqualTo(-Errno.ENOSPC);
    system.answers.addAll(List.of(-Errno.ENOTSUP, -Errno.ENOTSUP));
    assertThat(files.allocate(FD, 4096)).isEqualTo(-Errno.EOPNOTSUPP);
    assertThat(system.asked).noneMatch(call -> call.startsWith("ftruncate"));
  }

  @Test
  void aHoleIsARange() {
    assertThat(files.punchHole(FD, 8192, 4096)).isZero();
    assertThat(system.asked).containsExactly("F_PUNCHHOLE [0, 0][8192, 4096]");
  }

  @Test
  void blocksAreThoseOfTheFileSystem() {
    assertThat(files.storageBlockBytes(FD)).isEqualTo(16_384);
  }

  static Stream<Arguments> advice() {
    return Stream.of(
        Arguments.of(Advice.NORMAL, List.of("F_RDAHEAD 1")),
        Arguments.of(Advice.SEQUENTIAL, List.of("F_RDAHEAD 1")),
        Arguments.of(Advice.RANDOM, List.of("F_RDAHEAD 0")),
        Arguments.of(Advice.WILL_NEED, List.of("F_RDADVISE [4096][100]")),
        Arguments.of(Advice.DONT_NEED, List.of()),
        Arguments.of(Advice.NO_REUSE, List.of()));
  }

  @ParameterizedTest
  @MethodSource("advice")
  void adviceHasACallOrNone(Advice advice, List<String> calls) {
    assertThat(files.advise(FD, 4096, 100, advice)).isZero();
    assertThat(system.asked).isEqualTo(calls);
  }

  @Test
  void adviceAboutMoreThanTheCallCanSayIsCut() {
    files.advise(FD, 0, 0, Advice.WILL_NEED);
    files.advise(FD, 0, 1L << 40, Advice.WILL_NEED);
    assertThat(system.asked)
        .containsExactly(
            "F_RDADVISE [0][" + Integer.MAX_VALUE + "]",
            "F_RDADVISE [0][" + Integer.MAX_VALUE + "]");
  }

  @Test
  void aDeviceIsAsLargeAsItsBlocksTogether() {
    assertThat(files.deviceBytes(FD)).isEqualTo(4_096_000);
    assertThat(files.deviceSectorBytes(FD)).isEqualTo(4096);
    system.answers.add(-Errno.ENOTTY);
    assertThat(files.deviceBytes(FD)).isEqualTo(-Errno.ENOTTY);
  }

  @Test
  void rangesAreNotCopiedByTheKernel() {
    assertThat(files.copyRange(FD, 0, 8, 0, 100)).isEqualTo(-Errno.ENOSYS);
    assertThat(system.asked).isEmpty();
  }

  static Stream<Arguments> members() {
    return Stream.of(
        Arguments.of(DarwinStructs.FSTORE, 32, "fst_posmode", 4),
        Arguments.of(DarwinStructs.FSTORE, 32, "fst_bytesalloc", 24),
        Arguments.of(DarwinStructs.FPUNCHHOLE, 24, "fp_offset", 8),
        Arguments.of(DarwinStructs.FPUNCHHOLE, 24, "fp_length", 16),
        Arguments.of(DarwinStructs.RADVISORY, 16, "ra_count", 8),
        Arguments.of(DarwinStructs.STAT, 144, "st_dev", 0),
        Arguments.of(DarwinStructs.STAT, 144, "st_mode", 4),
        Arguments.of(DarwinStructs.STAT, 144, "st_ino", 8),
        Arguments.of(DarwinStructs.STAT, 144, "st_rdev", 24),
        Arguments.of(DarwinStructs.STAT, 144, "st_size", 96),
        Arguments.of(DarwinStructs.STAT, 144, "st_blocks", 104));
  }

  @ParameterizedTest
  @MethodSource("members")
  void structuresAreLaidOutAsInTheHeaders(
      MemoryLayout struct, long byteSize, String member, long offset) {
    assertThat(struct.byteSize()).isEqualTo(byteSize);
    assertThat(struct.byteOffset(groupElement(member))).isEqualTo(offset);
  }

  @Test
  void statIsDecoded() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(DarwinStructs.STAT);
      stat.set(JAVA_INT, 0, 0x01000004);
      stat.set(JAVA_SHORT, 4, (short) 0100600);
      stat.set(JAVA_LONG, 8, 99);
      stat.set(JAVA_LONG, 96, 5000);
      stat.set(JAVA_LONG, 104, 16);
      FileStatus status = files.decode(stat);
      assertThat(status.isRegularFile()).isTrue();
      assertThat(status.byteSize()).isEqualTo(5000);
      assertThat(status.allocatedBytes()).isEqualTo(8192);
      assertThat(status.device()).isEqualTo(new FileStatus.DeviceNumber(1, 4));
      assertThat(status.inode()).isEqualTo(99);
      assertThat(status.direct()).isNull();
    }
  }

  @Test
  void onlyIntelNeedsTheNameOfTheWideStructure() {
    assertThat(DarwinCalls.Libc.fstatSymbol(Arch.X86_64)).isEqualTo("fstat$INODE64");
    assertThat(DarwinCalls.Libc.fstatSymbol(Arch.AARCH64)).isEqualTo("fstat");
  }
}
