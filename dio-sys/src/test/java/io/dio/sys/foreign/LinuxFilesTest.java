// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.align.foreign.Host;
import io.dio.sys.Advice;
import io.dio.sys.foreign.FileStatus.DeviceNumber;
import io.dio.sys.foreign.FileStatus.ReportedAlignment;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinuxFilesTest {

  @Test
  void adviceIsNumberedAsInTheHeader() {
    Stream<Integer> numbers =
        Stream.of(
                Advice.NORMAL,
                Advice.RANDOM,
                Advice.SEQUENTIAL,
                Advice.WILL_NEED,
                Advice.DONT_NEED,
                Advice.NO_REUSE)
            .map(LinuxFileFlags::adviceNumber);
    assertThat(numbers).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(Arrays.stream(Advice.values()).map(LinuxFileFlags::adviceNumber))
        .doesNotHaveDuplicates();
  }

  /** The offsets are those of linux/stat.h. */
  private static FileStatus decode(int mask, int memory, int offset, int readOffset) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statx = arena.allocate(Statx.BYTE_SIZE, HostFiles.STATUS_ALIGNMENT);
      statx.set(JAVA_INT, 0x00, mask);
      statx.set(JAVA_SHORT, 0x1c, (short) 0100644);
      statx.set(JAVA_LONG, 0x20, 77);
      statx.set(JAVA_LONG, 0x28, 5000);
      statx.set(JAVA_LONG, 0x30, 16);
      statx.set(JAVA_LONG, 0x50, 1_700_000_000L);
      statx.set(JAVA_INT, 0x58, 7);
      statx.set(JAVA_INT, 0x80, 1);
      statx.set(JAVA_INT, 0x84, 2);
      statx.set(JAVA_INT, 0x88, 254);
      statx.set(JAVA_INT, 0x8c, 3);
      statx.set(JAVA_INT, 0x98, memory);
      statx.set(JAVA_INT, 0x9c, offset);
      statx.set(JAVA_INT, 0xb4, readOffset);
      return Statx.decode(statx);
    }
  }

  @Test
  void statxIsDecoded() {
    assertThat(decode(0x227ff, 4, 4096, 512))
        .isEqualTo(
            new FileStatus(
                0100644,
                5000,
                8192,
                new DeviceNumber(254, 3),
                77,
                new DeviceNumber(1, 2),
                new ReportedAlignment(4, 4096, 512)));
  }

  @Test
  void onlyWhatTheMaskConfirmsIsReported() {
    assertThat(decode(0x7ff, 4, 4096, 512).birthNanos()).isZero();
    assertThat(decode(0xfff, 4, 4096, 512).birthNanos()).isEqualTo(1_700_000_000_000_000_007L);
    assertThat(decode(0x7ff, 4, 4096, 512).direct()).isNull();
    assertThat(decode(0x27ff, 4, 4096, 512).direct())
        .isEqualTo(new ReportedAlignment(4, 4096, 4096));
    assertThat(decode(0x227ff, 4, 4096, 0).direct())
        .isEqualTo(new ReportedAlignment(4, 4096, 4096));
    assertThat(decode(0x227ff, 0, 0, 0).direct().supported()).isFalse();
  }

  @Test
  void callsAnswerWithTheNegativeErrno() {
    HostFiles host = HostFiles.current();
    assertThat(FileCalls.pread(-1, 0, 0, 0)).isEqualTo(-Errno.EBADF);
    assertThat(FileCalls.pwritev(-1, 0, 0, 0)).isEqualTo(-Errno.EBADF);
    assertThat(FileCalls.fsync(-1)).isEqualTo(-Errno.EBADF);
    assertThat(FileCalls.ftruncate(-1, 0)).isEqualTo(-Errno.EBADF);
    assertThat(FileCalls.close(-1)).isEqualTo(-Errno.EBADF);
    assertThat(FileCalls.open(0, 0, 0)).isEqualTo(-Errno.EFAULT);
    assertThat(FileCalls.rename(0, 0)).isEqualTo(-Errno.EFAULT);
    assertThat(FileCalls.unlink(0)).isEqualTo(-Errno.EFAULT);
    assertThat(host.setDirect(-1, true)).isEqualTo(-Errno.EBADF);
    assertThat(host.dataSync(-1)).isEqualTo(-Errno.EBADF);
    assertThat(host.allocate(-1, 1)).isEqualTo(-Errno.EBADF);
    assertThat(host.punchHole(-1, 0, 1)).isEqualTo(-Errno.EBADF);
    assertThat(host.advise(-1, 0, 0, Advice.NORMAL)).isEqualTo(-Errno.EBADF);
    assertThat(host.copyRange(-1, 0, -1, 0, 1)).isEqualTo(-Errno.EBADF);
    assertThat(host.deviceBytes(-1)).isEqualTo(-Errno.EBADF);
    assertThat(host.deviceSectorBytes(-1)).isEqualTo(-Errno.EBADF);
    assertThat(host.reopenBuffered(-1, 0)).isEqualTo(-Errno.ENOENT);
  }

  /** Values copied from the headers of the kernel a second time. */
  @Test
  void membersOfTheKernelsStatLieWhereItsHeadersSay() {
    assertThat(KernelStat.of(Host.Arch.X86_64)).isEqualTo(new KernelStat(0x18, 0x28, 0x90));
    assertThat(KernelStat.of(Host.Arch.AARCH64)).isEqualTo(new KernelStat(0x10, 0x20, 0x80));
  }

  @Test
  void deviceNumbersAreTakenApart() {
    assertThat(DeviceNumber.of(0x0000_0803)).isEqualTo(new DeviceNumber(8, 3));
    assertThat(DeviceNumber.of(0x0123_4567_89ab_cdefL))
        .isEqualTo(new DeviceNumber(0x0123_4000 | 0xbcd, 0x5678_9a00 | 0xef));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/proc/self/stat", "/dev/null", "/dev/full", "/dev/loop0"})
  void theOlderCallTellsTheSameButForTheAlignment(String name) throws IOException {
    Path path = Path.of(name);
    Skip.unless(Files.exists(path), "needs " + path);
    StatusCall call = new StatusCall(Host.current().arch());
    try (Arena arena = Arena.ofConfined()) {
      int descriptor = FileCalls.open(arena.allocateFrom(name).address(), OpenFlags.O_RDONLY, 0);
      Skip.unless(descriptor >= 0, "needs the right to read " + path);
      MemorySegment newer = arena.allocate(Statx.BYTE_SIZE, HostFiles.STATUS_ALIGNMENT);
      MemorySegment older = arena.allocate(Statx.BYTE_SIZE, HostFiles.STATUS_ALIGNMENT);
      try {
        assertThat(call.status(descriptor, newer.address())).isZero();
        assertThat(call.olderStatus(descriptor, older.address())).isZero();
      } finally {
        FileCalls.close(descriptor);
      }
      FileStatus expected = Statx.decode(newer);
      assertThat(Statx.decode(older))
          .isEqualTo(
              new FileStatus(
                  expected.mode(),
                  expected.byteSize(),
                  expected.allocatedBytes(),
                  expected.device(),
                  expected.inode(),
                  expected.specialDevice(),
                  null));
      assertThat(expected.device())
          .isEqualTo(DeviceNumber.of((long) Files.getAttribute(path, "unix:dev")));
    }
  }

  @Test
  void aClosedDescriptorHasNoStatusEitherWay() {
    StatusCall call = new StatusCall(Host.current().arch());
    try (Arena arena = Arena.ofConfined()) {
      long status = arena.allocate(Statx.BYTE_SIZE, HostFiles.STATUS_ALIGNMENT).address();
      assertThat(call.status(-1, status)).isEqualTo(-Errno.EBADF);
      assertThat(call.olderStatus(-1, status)).isEqualTo(-Errno.EBADF);
    }
  }
}
