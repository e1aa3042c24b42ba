// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import io.dio.align.Errno;
import io.dio.align.foreign.SystemCall;

/**
 * The file calls that Linux and macOS share. Each returns {@code >= 0}, or {@code -errno}.
 *
 * <p>Buffers, vectors and paths are passed as raw addresses: the caller has checked them and keeps
 * their memory reachable until the call is back. Addresses, and not segments, because a confined
 * segment may be used by a thread that does not own it, and because a segment of a shared arena
 * costs two contended atomic operations per call.
 *
 * <p><b>EINTR:</b> every call but {@link #close} is repeated until it answers something else. A
 * transfer reports EINTR only when nothing was transferred; the others start over without harm.
 */
public final class FileCalls {
  private static final SystemCall OPEN = SystemCall.variadicAfterTwo("open");
  private static final SystemCall CLOSE = SystemCall.returningInt("close");
  private static final SystemCall FCNTL = SystemCall.variadicAfterTwo("fcntl");
  private static final SystemCall PREAD = SystemCall.returningLong("pread");
  private static final SystemCall PWRITE = SystemCall.returningLong("pwrite");
  private static final SystemCall PREADV = SystemCall.returningLong("preadv");
  private static final SystemCall PWRITEV = SystemCall.returningLong("pwritev");
  private static final SystemCall FSYNC = SystemCall.returningInt("fsync");
  private static final SystemCall FTRUNCATE = SystemCall.returningInt("ftruncate");
  private static final SystemCall FCHMOD = SystemCall.returningInt("fchmod");
  private static final SystemCall RENAME = SystemCall.returningInt("rename");
  private static final SystemCall UNLINK = SystemCall.returningInt("unlink");

  private FileCalls() {}

  /**
   * {@return a descriptor} See open(2).
   *
   * @param path address of the NUL-terminated bytes of the path
   * @param flags see {@link HostFiles#openFlags()}
   * @param mode permission bits of a file that is created
   */
  public static int open(long path, int flags, int mode) {
    int result;
    do {
      result = (int) OPEN.call(path, flags, mode);
    } while (result == -Errno.EINTR);
    return result;
  }

  /**
   * {@return 0} See close(2). Not repeated on EINTR: the descriptor is already closed, and its
   * number may belong to another file.
   */
  public static int close(int descriptor) {
    return (int) CLOSE.call(descriptor);
  }

  /**
   * {@return what the command defines} See fcntl(2).
   *
   * @param argument a number, or the address of the structure that the command takes
   */
  public static int fcntl(int descriptor, int command, long argument) {
    int result;
    do {
      result = (int) FCNTL.call(descriptor, command, argument);
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return the number of bytes read, 0 at the end of the file} See pread(2). */
  public static long pread(int descriptor, long address, long byteSize, long fileOffset) {
    long result;
    do {
      result = PREAD.call(descriptor, address, byteSize, fileOffset);
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return the number of bytes written} See pwrite(2). */
  public static long pwrite(int descriptor, long address, long byteSize, long fileOffset) {
    long result;
    do {
      result = PWRITE.call(descriptor, address, byteSize, fileOffset);
    } while (result == -Errno.EINTR);
    return result;
  }

  /**
   * {@return the number of bytes read, 0 at the end of the file} See preadv(2).
   *
   * @param vector address of {@code count} elements of {@code struct iovec}, see {@link Iovec}
   */
  public static long preadv(int descriptor, long vector, int count, long fileOffset) {
    long result;
    do {
      result = PREADV.call(descriptor, vector, count, fileOffset);
    } while (result == -Errno.EINTR);
    return result;
  }

  /**
   * {@return the number of bytes written} See pwritev(2).
   *
   * @param vector address of {@code count} elements of {@code struct iovec}, see {@link Iovec}
   */
  public static long pwritev(int descriptor, long vector, int count, long fileOffset) {
    long result;
    do {
      result = PWRITEV.call(descriptor, vector, count, fileOffset);
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return 0} See fsync(2). {@link HostFiles#sync} reaches the device on every host. */
  public static int fsync(int descriptor) {
    int result;
    do {
      result = (int) FSYNC.call(descriptor);
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return 0} See ftruncate(2). */
  public static int ftruncate(int descriptor, long byteSize) {
    int result;
    do {
      result = (int) FTRUNCATE.call(descriptor, byteSize);
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return 0} See fchmod(2). */
  public static int fchmod(int descriptor, int mode) {
    int result;
    do {
      result = (int) FCHMOD.call(descriptor, mode);
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return 0} See rename(2); both are addresses of NUL-terminated bytes. */
  public static int rename(long source, long target) {
    int result;
    do {
      result = (int) RENAME.call(source, target);
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return 0} See unlink(2). */
  public static int unlink(long path) {
    int result;
    do {
      result = (int) UNLINK.call(path);
    } while (result == -Errno.EINTR);
    return result;
  }
}
