// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import io.dio.align.Degradation;
import io.dio.align.foreign.Host;
import io.dio.sys.Advice;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The file calls that differ between Linux and macOS. Each returns {@code >= 0}, or {@code -errno};
 * EINTR is absorbed as in {@link FileCalls}.
 */
public sealed interface HostFiles permits LinuxFiles, DarwinFiles {

  /** {@return the calls of this JVM's host, chosen once} */
  static HostFiles current() {
    return Current.HOST_FILES;
  }

  /** {@return the values for open(2)} */
  OpenFlags openFlags();

  /**
   * Turns direct I/O on or off for an open file.
   *
   * @return 0, or {@code -EINVAL} if the file system has none
   */
  int setDirect(int descriptor, boolean direct);

  /** {@return 0 once data and metadata are on the device} */
  int sync(int descriptor);

  /** {@return 0 once data, and the metadata needed to read it back, are on the device} */
  int dataSync(int descriptor);

  /**
   * {@return the number of bytes read, or {@code -EOPNOTSUPP} if host, kernel or file system do not
   * know the flags} See preadv2(2).
   *
   * @param flags of linux/fs.h, RWF_
   */
  long readWithFlags(int descriptor, long vector, int count, long fileOffset, int flags);

  /** The bytes that {@link #isCached} needs. */
  int CACHE_QUERY_BYTES = 56;

  /**
   * {@return why a read cannot be served from the page cache alone on this host; empty if it can}
   * Both the query of the page cache and the read need a call that older kernels lack.
   */
  Optional<Degradation> pageCacheRefusal();

  /**
   * {@return whether the page cache has a whole range, or is already reading it} It starts no I/O
   * and waits for none. It is false if the file system or the kernel does not report it. Linux 6.14
   * and later do not report it for a file that the process neither owns nor may write. See
   * cachestat(2).
   *
   * @param scratch address of {@link #CACHE_QUERY_BYTES} bytes, aligned to 8
   */
  boolean isCached(int descriptor, long fileOffset, long byteSize, long scratch);

  /**
   * Reads the cached bytes of a range and does not wait for the rest. It may still start a
   * read-ahead of the rest, and wait for the file system's metadata for that. So call {@link
   * #isCached} first. See RWF_NOWAIT in preadv2(2).
   *
   * @return the number of bytes read, which may be fewer than requested, or {@code -EAGAIN} in all
   *     other cases: nothing is cached, an error, or an unsupported host
   */
  long readCached(int descriptor, long vector, int count, long fileOffset);

  /** {@return the number of bytes written, or as {@link #readWithFlags}} See pwritev2(2). */
  long writeWithFlags(int descriptor, long vector, int count, long fileOffset, int flags);

  /**
   * Reserves storage for the bytes from 0 to {@code byteSize} and grows the file to that size. It
   * never shrinks the file, and never writes the blocks instead.
   *
   * @return 0, or {@code -EOPNOTSUPP} if the file system cannot
   */
  int allocate(int descriptor, long byteSize);

  /**
   * Reserves storage for the bytes from 0 to {@code byteSize} as {@link #allocate} does, and leaves
   * the size of the file as it is.
   *
   * @return 0, or {@code -EOPNOTSUPP} if file system or host cannot
   */
  int reserve(int descriptor, long byteSize);

  /** Releases the storage of a range, which then reads as zeros. {@return 0} */
  int punchHole(int descriptor, long fileOffset, long byteSize);

  /**
   * Makes a range read as zeros and reserves its storage. The file grows if the range ends behind
   * its end.
   *
   * @return 0, or {@code -EOPNOTSUPP} if the file system or the host has no such call
   */
  int zeroRange(int descriptor, long fileOffset, long byteSize);

  /**
   * Writes the dirty pages of a range to the device and waits for them. It syncs no metadata and
   * does not flush the cache of the device. See sync_file_range(2).
   *
   * @param byteSize 0 means up to the end of the file
   * @return 0, or {@code -ENOSYS} if the host has no such call
   */
  int syncRange(int descriptor, long fileOffset, long byteSize);

  /**
   * Tells how a range will be used; a length of 0 reaches to the end of the file. {@return 0, also
   * where the host knows no such advice}
   */
  int advise(int descriptor, long fileOffset, long byteSize, Advice advice);

  /**
   * Copies a range inside the kernel.
   *
   * @return the number of bytes copied, 0 at the end of the source, or {@code -ENOSYS}, {@code
   *     -EXDEV}, {@code -EOPNOTSUPP} or {@code -EINVAL} if the kernel cannot
   */
  long copyRange(int source, long sourceOffset, int target, long targetOffset, long byteSize);

  /** {@return the size in bytes of the blocks that a file system gives to a file, or an error} */
  long storageBlockBytes(int descriptor);

  /** {@return the size in bytes of a block device} */
  long deviceBytes(int descriptor);

  /** {@return the size in bytes of a block device's logical sectors} */
  long deviceSectorBytes(int descriptor);

  /**
   * Opens an open or pinned file once more, without direct I/O and for the given access.
   *
   * @return a descriptor, or an error if the host cannot do that
   */
  int reopenBuffered(int descriptor, int flags);

  /**
   * Pins the file that a path leads to, so that {@link #status} can look at it before it is opened.
   * Unlike open(2) this never waits, for any type of file, and no device driver is called.
   *
   * @param path address of the NUL-terminated bytes of the path
   * @return a descriptor that {@link #reopenBuffered} takes, or {@code -ENOTSUP} if the host has no
   *     such descriptors
   */
  int pin(long path);

  /** {@return as {@link #pin}, but of a symbolic link itself and not of its target} */
  int pinLink(long path);

  /** The alignment in bytes of the structure that {@link #status} fills. */
  long STATUS_ALIGNMENT = Long.BYTES;

  /** {@return the size in bytes of the structure that {@link #status} fills} */
  long statusByteSize();

  /** Fills the structure at an address with the status of a file. {@return 0} */
  int status(int descriptor, long status);

  /**
   * {@return 1 if the open(2) that made a descriptor created the file, 0 if the file existed
   * before, or an error if the host does not report it}
   */
  int wasCreated(int descriptor);

  /**
   * Fills the structure at an address with the status of the process's working folder, even if the
   * user may not search the folders above it. {@return 0, or an error if the host does not report
   * it}
   */
  int workingFolderStatus(long status);

  /** {@return the contents of the structure} */
  FileStatus decode(MemorySegment status);

  /** Delays the choice until it is needed, because it fails on an unsupported host. */
  final class Current {
    private static final HostFiles HOST_FILES = choose(Host.current());

    private Current() {}

    private static HostFiles choose(Host host) {
      return switch (host.os()) {
        case LINUX -> new LinuxFiles(host.arch());
        case MACOS -> new DarwinFiles(host.arch());
      };
    }
  }
}
