// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.align.foreign.Host;
import io.dio.sys.Advice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.Optional;

/**
 * macOS, x86_64 and aarch64. Written from its headers and manual; the requests are tested as data,
 * the kernel's answers are not.
 */
final class DarwinFiles implements HostFiles {
  /** sys/fcntl.h. */
  static final int F_PREALLOCATE = 42;

  static final int F_RDADVISE = 44;
  static final int F_RDAHEAD = 45;
  static final int F_NOCACHE = 48;
  static final int F_FULLFSYNC = 51;
  static final int F_PUNCHHOLE = 99;

  /** {@code fst_flags}: all bytes in one piece; all bytes or none. */
  static final int F_ALLOCATECONTIG = 2;

  static final int F_ALLOCATEALL = 4;

  /** {@code fst_posmode}: from the end of what is allocated. */
  static final int F_PEOFPOSMODE = 3;

  /** sys/disk.h. */
  static final long DKIOCGETBLOCKSIZE = 0x40046418L;

  static final long DKIOCGETBLOCKCOUNT = 0x40086419L;

  /** RWF_DSYNC of linux/fs.h. It is the only flag that a second call can fulfil on macOS. */
  private static final int DATA_SYNC_FLAG = 0x2;

  private final DarwinCalls calls;

  DarwinFiles(Host.Arch arch) {
    this(new DarwinCalls.Libc(arch));
  }

  DarwinFiles(DarwinCalls calls) {
    this.calls = calls;
  }

  @Override
  public OpenFlags openFlags() {
    return OpenFlags.darwin();
  }

  @Override
  public int setDirect(int descriptor, boolean direct) {
    return calls.fcntl(descriptor, F_NOCACHE, direct ? 1 : 0);
  }

  /**
   * fsync(2) of macOS stops at the cache of the drive. If the file system does not know
   * F_FULLFSYNC, as network file systems do not, only fsync is left.
   */
  @Override
  public int sync(int descriptor) {
    int result = calls.fcntl(descriptor, F_FULLFSYNC, 0);
    return isUnsupported(result) ? calls.fsync(descriptor) : result;
  }

  /** There is no fdatasync that reaches the device. */
  @Override
  public int dataSync(int descriptor) {
    return sync(descriptor);
  }

  private static boolean isUnsupported(int result) {
    return result == -Errno.ENOTSUP
        || result == -Errno.EOPNOTSUPP
        || result == -Errno.ENOTTY
        || result == -Errno.EINVAL;
  }

  @Override
  public long readWithFlags(int descriptor, long vector, int count, long fileOffset, int flags) {
    return -Errno.EOPNOTSUPP;
  }

  @Override
  public Optional<Degradation> pageCacheRefusal() {
    return Optional.of(
        Degradation.of(
            PageCache.INLINE_READS,
            Degradation.Cause.NOT_SUPPORTED,
            "macOS has no call that reads just what is cached",
            "use Linux 6.5 or later"));
  }

  @Override
  public boolean isCached(int descriptor, long fileOffset, long byteSize, long scratch) {
    return false;
  }

  @Override
  public long readCached(int descriptor, long vector, int count, long fileOffset) {
    return -Errno.EAGAIN;
  }

  @Override
  public long writeWithFlags(int descriptor, long vector, int count, long fileOffset, int flags) {
    if (flags != DATA_SYNC_FLAG) {
      return -Errno.EOPNOTSUPP;
    }
    long written = FileCalls.pwritev(descriptor, vector, count, fileOffset);
    int synced = written < 0 ? 0 : dataSync(descriptor);
    return synced < 0 ? synced : written;
  }

  /**
   * F_PREALLOCATE adds storage behind what the file has, preferably in one piece, and leaves its
   * size alone. Holes inside the file stay holes: there is no call that fills them.
   */
  @Override
  public int allocate(int descriptor, long byteSize) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(DarwinStructs.STAT);
      int result = calls.fstat(descriptor, stat.address());
      if (result < 0) {
        return result;
      }
      FileStatus status = decode(stat);
      if (byteSize > status.allocatedBytes()) {
        result = preallocate(arena, descriptor, byteSize - status.allocatedBytes());
        if (result < 0) {
          return isUnsupported(result) ? -Errno.EOPNOTSUPP : result;
        }
      }
      return byteSize > status.byteSize() ? calls.ftruncate(descriptor, byteSize) : 0;
    }
  }

  private int preallocate(Arena arena, int descriptor, long addedBytes) {
    MemorySegment store = arena.allocate(DarwinStructs.FSTORE);
    setInt(store, DarwinStructs.FSTORE, "fst_flags", F_ALLOCATECONTIG);
    setInt(store, DarwinStructs.FSTORE, "fst_posmode", F_PEOFPOSMODE);
    setLong(store, DarwinStructs.FSTORE, "fst_length", addedBytes);
    int result = calls.fcntl(descriptor, F_PREALLOCATE, store.address());
    if (result < 0) {
      setInt(store, DarwinStructs.FSTORE, "fst_flags", F_ALLOCATEALL);
      result = calls.fcntl(descriptor, F_PREALLOCATE, store.address());
    }
    return result;
  }

  /** On macOS a failed {@link #allocate} leaves nothing behind. */
  @Override
  public int reserve(int descriptor, long byteSize) {
    return -Errno.EOPNOTSUPP;
  }

  @Override
  public int punchHole(int descriptor, long fileOffset, long byteSize) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment hole = arena.allocate(DarwinStructs.FPUNCHHOLE);
      setLong(hole, DarwinStructs.FPUNCHHOLE, "fp_offset", fileOffset);
      setLong(hole, DarwinStructs.FPUNCHHOLE, "fp_length", byteSize);
      return calls.fcntl(descriptor, F_PUNCHHOLE, hole.address());
    }
  }

  @Override
  public int zeroRange(int descriptor, long fileOffset, long byteSize) {
    return -Errno.EOPNOTSUPP;
  }

  @Override
  public int syncRange(int descriptor, long fileOffset, long byteSize) {
    return -Errno.ENOSYS;
  }

  /**
   * Read-ahead can be switched for the whole file and requested for a range. There is no call to
   * drop a range: F_NOCACHE would change how every later transfer works.
   */
  @Override
  public int advise(int descriptor, long fileOffset, long byteSize, Advice advice) {
    return switch (advice) {
      case NORMAL, SEQUENTIAL -> calls.fcntl(descriptor, F_RDAHEAD, 1);
      case RANDOM -> calls.fcntl(descriptor, F_RDAHEAD, 0);
      case WILL_NEED -> readAhead(descriptor, fileOffset, byteSize);
      case DONT_NEED, NO_REUSE -> 0;
    };
  }

  private int readAhead(int descriptor, long fileOffset, long byteSize) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment range = arena.allocate(DarwinStructs.RADVISORY);
      int count = byteSize == 0 ? Integer.MAX_VALUE : (int) Math.min(byteSize, Integer.MAX_VALUE);
      setLong(range, DarwinStructs.RADVISORY, "ra_offset", fileOffset);
      setInt(range, DarwinStructs.RADVISORY, "ra_count", count);
      return calls.fcntl(descriptor, F_RDADVISE, range.address());
    }
  }

  /** macOS clones whole files but copies no ranges. */
  @Override
  public long copyRange(
      int source, long sourceOffset, int target, long targetOffset, long byteSize) {
    return -Errno.ENOSYS;
  }

  @Override
  public long storageBlockBytes(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(DarwinStructs.STAT);
      int result = calls.fstat(descriptor, stat.address());
      return result < 0 ? result : DarwinStructs.blockBytes(stat);
    }
  }

  @Override
  public long deviceBytes(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_LONG);
      int result = calls.ioctl(descriptor, DKIOCGETBLOCKCOUNT, count.address());
      if (result < 0) {
        return result;
      }
      long blockBytes = deviceSectorBytes(descriptor);
      return blockBytes < 0 ? blockBytes : count.get(JAVA_LONG, 0) * blockBytes;
    }
  }

  @Override
  public long deviceSectorBytes(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_INT);
      int result = calls.ioctl(descriptor, DKIOCGETBLOCKSIZE, size.address());
      return result < 0 ? result : size.get(JAVA_INT, 0);
    }
  }

  /**
   * Not needed: F_NOCACHE asks for no alignment. On macOS, opening /dev/fd/N only duplicates the
   * descriptor.
   */
  @Override
  public int reopenBuffered(int descriptor, int flags) {
    return -Errno.ENOTSUP;
  }

  /** O_EVTONLY waits for the other end of a pipe as any open does. */
  @Override
  public int pin(long path) {
    return -Errno.ENOTSUP;
  }

  @Override
  public int pinLink(long path) {
    return -Errno.ENOTSUP;
  }

  @Override
  public long statusByteSize() {
    return DarwinStructs.STAT.byteSize();
  }

  @Override
  public int status(int descriptor, long status) {
    return calls.fstat(descriptor, status);
  }

  @Override
  public int wasCreated(int descriptor) {
    return -Errno.ENOTSUP;
  }

  /** fstat(2) takes no working folder, and opening it needs the right to read it. */
  @Override
  public int workingFolderStatus(long status) {
    return -Errno.ENOTSUP;
  }

  @Override
  public FileStatus decode(MemorySegment status) {
    return DarwinStructs.decodeStat(status);
  }

  private static void setInt(MemorySegment struct, StructLayout layout, String name, int value) {
    struct.set(JAVA_INT, layout.byteOffset(groupElement(name)), value);
  }

  private static void setLong(MemorySegment struct, StructLayout layout, String name, long value) {
    struct.set(JAVA_LONG, layout.byteOffset(groupElement(name)), value);
  }
}
