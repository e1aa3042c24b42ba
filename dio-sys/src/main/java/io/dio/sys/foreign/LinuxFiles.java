// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.align.foreign.DeniedCalls;
import io.dio.align.foreign.Host;
import io.dio.align.foreign.PlainCall;
import io.dio.align.foreign.SystemCall;
import io.dio.sys.Advice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Linux, x86_64 and aarch64. */
final class LinuxFiles implements HostFiles {
  /** asm-generic/fcntl.h. */
  private static final int F_GETFL = 3;

  private static final int F_SETFL = 4;

  /** linux/fcntl.h, since Linux 6.12: whether the open of this descriptor created the file. */
  private static final int F_CREATED_QUERY = 1028;

  /** linux/fs.h: the size of a device in bytes, and the size of its logical sectors. */
  private static final long BLKGETSIZE64 = 0x80081272L;

  private static final long BLKSSZGET = 0x1268L;

  /** linux/fcntl.h: stands for the working folder in place of a descriptor. */
  private static final int AT_FDCWD = -100;

  /** linux/fs.h: the block size of a file system. Some, such as NFS, answer EINVAL. */
  private static final long FIGETBSZ = 2;

  /** asm-generic/fcntl.h, the same on x86_64 and aarch64. */
  private static final int O_PATH = 0x200000;

  private static final SystemCall FDATASYNC = SystemCall.returningInt("fdatasync");

  /**
   * posix_fallocate is not used, because it writes every block if the file system cannot reserve
   * them.
   */
  private static final SystemCall FALLOCATE = SystemCall.returningInt("fallocate");

  /** Returns its error instead of setting errno. */
  private static final PlainCall POSIX_FADVISE = PlainCall.of("posix_fadvise");

  /** Of linux/fs.h, since Linux 4.7. */
  private static final int RWF_DSYNC = 0x2;

  /** Of linux/fs.h, since Linux 4.14. */
  private static final int RWF_NOWAIT = 0x8;

  private static final SystemCall IOCTL = SystemCall.variadicAfterTwo("ioctl");

  private final OpenFlags openFlags;
  private final StatusCall statusCall;

  // C libraries have functions for these only since glibc 2.26 and 2.27, musl 1.1.24 and 1.2.5.
  private final long copyFileRangeNumber;
  private final long preadv2Number;
  private final long pwritev2Number;

  /** The function of the C library takes other arguments on some processors. */
  private final long syncFileRangeNumber;

  LinuxFiles(Host.Arch arch) {
    this.openFlags = OpenFlags.linux(arch);
    this.statusCall = new StatusCall(arch);
    boolean x86 = arch == Host.Arch.X86_64;
    this.copyFileRangeNumber = x86 ? 326 : 285;
    this.preadv2Number = x86 ? 327 : 286;
    this.pwritev2Number = x86 ? 328 : 287;
    this.syncFileRangeNumber = x86 ? 277 : 84;
  }

  @Override
  public OpenFlags openFlags() {
    return openFlags;
  }

  /** See F_SETFL in fcntl(2): O_DIRECT is one of the flags that it can change. */
  @Override
  public int setDirect(int descriptor, boolean direct) {
    int flags = FileCalls.fcntl(descriptor, F_GETFL, 0);
    if (flags < 0) {
      return flags;
    }
    int changed = direct ? flags | openFlags.direct() : flags & ~openFlags.direct();
    return FileCalls.fcntl(descriptor, F_SETFL, changed);
  }

  @Override
  public int sync(int descriptor) {
    return FileCalls.fsync(descriptor);
  }

  /** See fdatasync(2). If the process may not call it, fsync(2) does the same and more. */
  @Override
  public int dataSync(int descriptor) {
    int result = fdatasync(descriptor);
    return result < 0 && DeniedCalls.isDenied("fdatasync", -result)
        ? FileCalls.fsync(descriptor)
        : result;
  }

  private static int fdatasync(int descriptor) {
    int result;
    do {
      result = (int) FDATASYNC.call(descriptor);
    } while (result == -Errno.EINTR);
    return result;
  }

  @Override
  public long readWithFlags(int descriptor, long vector, int count, long fileOffset, int flags) {
    long result = transferWithFlags(preadv2Number, descriptor, vector, count, fileOffset, flags);
    return withoutTheCall("preadv2", result);
  }

  @Override
  public long writeWithFlags(int descriptor, long vector, int count, long fileOffset, int flags) {
    long result = transferWithFlags(pwritev2Number, descriptor, vector, count, fileOffset, flags);
    long answer = withoutTheCall("pwritev2", result);
    return answer == -Errno.EOPNOTSUPP && flags == RWF_DSYNC
        ? writeAndSync(descriptor, vector, count, fileOffset)
        : answer;
  }

  /** The offset is in two halves. A 64-bit kernel reads only the lower one. */
  private static long transferWithFlags(
      long number, int descriptor, long vector, int count, long fileOffset, int flags) {
    return NumberedCalls.call(number, descriptor, vector, count, fileOffset, 0, flags);
  }

  /** Two calls that together keep the promise of RWF_DSYNC. */
  private long writeAndSync(int descriptor, long vector, int count, long fileOffset) {
    long written = FileCalls.pwritev(descriptor, vector, count, fileOffset);
    int synced = written < 0 ? 0 : dataSync(descriptor);
    return synced < 0 ? synced : written;
  }

  /**
   * {@return EOPNOTSUPP if the kernel has no such call, as before Linux 4.6, or if a filter denies
   * it; else {@code result}}
   */
  private static long withoutTheCall(String call, long result) {
    if (result >= 0) {
      return result;
    }
    boolean absent = result == -Errno.ENOSYS || DeniedCalls.isDenied(call, (int) -result);
    return absent ? -Errno.EOPNOTSUPP : result;
  }

  @Override
  public Optional<Degradation> pageCacheRefusal() {
    return PageCache.refusal();
  }

  @Override
  public boolean isCached(int descriptor, long fileOffset, long byteSize, long scratch) {
    return PageCache.has(descriptor, fileOffset, byteSize, scratch);
  }

  @Override
  public long readCached(int descriptor, long vector, int count, long fileOffset) {
    long result =
        NumberedCalls.tryOnce(preadv2Number, descriptor, vector, count, fileOffset, 0, RWF_NOWAIT);
    return result < 0 ? -Errno.EAGAIN : result;
  }

  @Override
  public int allocate(int descriptor, long byteSize) {
    return fallocate(descriptor, 0, 0, byteSize);
  }

  @Override
  public int reserve(int descriptor, long byteSize) {
    return fallocate(descriptor, LinuxFileFlags.FALLOC_FL_KEEP_SIZE, 0, byteSize);
  }

  @Override
  public int punchHole(int descriptor, long fileOffset, long byteSize) {
    return fallocate(
        descriptor,
        LinuxFileFlags.FALLOC_FL_PUNCH_HOLE | LinuxFileFlags.FALLOC_FL_KEEP_SIZE,
        fileOffset,
        byteSize);
  }

  @Override
  public int zeroRange(int descriptor, long fileOffset, long byteSize) {
    return fallocate(descriptor, LinuxFileFlags.FALLOC_FL_ZERO_RANGE, fileOffset, byteSize);
  }

  @Override
  public int syncRange(int descriptor, long fileOffset, long byteSize) {
    return (int)
        NumberedCalls.call(
            syncFileRangeNumber,
            descriptor,
            fileOffset,
            byteSize,
            LinuxFileFlags.SYNC_FILE_RANGE_WRITE_AND_WAIT,
            0,
            0);
  }

  /** See fallocate(2). */
  private static int fallocate(int descriptor, int mode, long fileOffset, long byteSize) {
    int result;
    do {
      result = (int) FALLOCATE.call(descriptor, mode, fileOffset, byteSize);
    } while (result == -Errno.EINTR);
    return result;
  }

  /** See posix_fadvise(2). */
  @Override
  public int advise(int descriptor, long fileOffset, long byteSize, Advice advice) {
    return -(int)
        POSIX_FADVISE.call(descriptor, fileOffset, byteSize, LinuxFileFlags.adviceNumber(advice));
  }

  /** See copy_file_range(2). */
  @Override
  public long copyRange(
      int source, long sourceOffset, int target, long targetOffset, long byteSize) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offsets = arena.allocate(2 * JAVA_LONG.byteSize(), JAVA_LONG.byteAlignment());
      offsets.setAtIndex(JAVA_LONG, 0, sourceOffset);
      offsets.setAtIndex(JAVA_LONG, 1, targetOffset);
      long first = offsets.address();
      return NumberedCalls.call(
          copyFileRangeNumber, source, first, target, first + JAVA_LONG.byteSize(), byteSize, 0);
    }
  }

  @Override
  public long storageBlockBytes(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_INT);
      int result = ioctl(descriptor, FIGETBSZ, size.address());
      return result < 0 ? result : size.get(JAVA_INT, 0);
    }
  }

  @Override
  public long deviceBytes(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_LONG);
      int result = ioctl(descriptor, BLKGETSIZE64, size.address());
      return result < 0 ? result : size.get(JAVA_LONG, 0);
    }
  }

  @Override
  public long deviceSectorBytes(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_INT);
      int result = ioctl(descriptor, BLKSSZGET, size.address());
      return result < 0 ? result : size.get(JAVA_INT, 0);
    }
  }

  /** See ioctl(2). */
  private static int ioctl(int descriptor, long request, long argument) {
    int result;
    do {
      result = (int) IOCTL.call(descriptor, request, argument);
    } while (result == -Errno.EINTR);
    return result;
  }

  /**
   * Goes through the link in /proc, which leads to the file itself and not to its name; see
   * proc(5).
   */
  @Override
  public int reopenBuffered(int descriptor, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      long path = arena.allocateFrom("/proc/self/fd/" + descriptor).address();
      return FileCalls.open(path, flags & ~openFlags.direct(), 0);
    }
  }

  /** See O_PATH in open(2). */
  @Override
  public int pin(long path) {
    return FileCalls.open(path, O_PATH | openFlags.closeOnExec(), 0);
  }

  @Override
  public int pinLink(long path) {
    return FileCalls.open(path, O_PATH | openFlags.noFollow() | openFlags.closeOnExec(), 0);
  }

  @Override
  public long statusByteSize() {
    return Statx.BYTE_SIZE;
  }

  /**
   * See statx(2). Docker's profiles of 2018 and before deny it with EPERM, and a C library before
   * glibc 2.28 lacks it. Then fstat(2) reports everything except the alignment of direct I/O.
   */
  @Override
  public int status(int descriptor, long status) {
    return statusCall.status(descriptor, status);
  }

  @Override
  public int wasCreated(int descriptor) {
    return FileCalls.fcntl(descriptor, F_CREATED_QUERY, 0);
  }

  /** An empty path below AT_FDCWD is the working folder itself. */
  @Override
  public int workingFolderStatus(long status) {
    return statusCall.status(AT_FDCWD, status);
  }

  @Override
  public FileStatus decode(MemorySegment status) {
    return Statx.decode(status);
  }
}
