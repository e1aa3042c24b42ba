// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.Errno;
import io.dio.align.foreign.Native;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

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
  private static final Linker.Option VARIADIC_FROM_THIRD = Linker.Option.firstVariadicArg(2);

  private static final MethodHandle OPEN =
      Native.systemCall(
          "open",
          FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT),
          VARIADIC_FROM_THIRD);
  private static final MethodHandle CLOSE =
      Native.systemCall("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle FCNTL =
      Native.systemCall(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
          VARIADIC_FROM_THIRD);
  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PREAD = Native.systemCall("pread", TRANSFER);
  private static final MethodHandle PWRITE = Native.systemCall("pwrite", TRANSFER);
  private static final FunctionDescriptor VECTOR_TRANSFER =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);
  private static final MethodHandle PREADV = Native.systemCall("preadv", VECTOR_TRANSFER);
  private static final MethodHandle PWRITEV = Native.systemCall("pwritev", VECTOR_TRANSFER);
  private static final MethodHandle FSYNC =
      Native.systemCall("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle FTRUNCATE =
      Native.systemCall("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle RENAME =
      Native.systemCall("rename", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle UNLINK =
      Native.systemCall("unlink", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

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
      try {
        result = (int) OPEN.invokeExact(path, flags, mode);
      } catch (Throwable e) {
        throw Native.unexpected(e);
      }
    } while (result == -Errno.EINTR);
    return result;
  }

  /**
   * {@return 0} See close(2). Not repeated on EINTR: the descriptor is already closed, and its
   * number may belong to another file.
   */
  public static int close(int descriptor) {
    try {
      return (int) CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  /**
   * {@return what the command defines} See fcntl(2).
   *
   * @param argument a number, or the address of the structure that the command takes
   */
  public static int fcntl(int descriptor, int command, long argument) {
    int result;
    do {
      try {
        result = (int) FCNTL.invokeExact(descriptor, command, argument);
      } catch (Throwable e) {
        throw Native.unexpected(e);
      }
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return the number of bytes read, 0 at the end of the file} See pread(2). */
  public static long pread(int descriptor, long address, long byteSize, long fileOffset) {
    long result;
    do {
      try {
        result = (long) PREAD.invokeExact(descriptor, address, byteSize, fileOffset);
      } catch (Throwable e) {
        throw Native.unexpected(e);
      }
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return the number of bytes written} See pwrite(2). */
  public static long pwrite(int descriptor, long address, long byteSize, long fileOffset) {
    long result;
    do {
      try {
        result = (long) PWRITE.invokeExact(descriptor, address, byteSize, fileOffset);
      } catch (Throwable e) {
        throw Native.unexpected(e);
      }
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
      try {
        result = (long) PREADV.invokeExact(descriptor, vector, count, fileOffset);
      } catch (Throwable e) {
        throw Native.unexpected(e);
      }
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
      try {
        result = (long) PWRITEV.invokeExact(descriptor, vector, count, fileOffset);
      } catch (Throwable e) {
        throw Native.unexpected(e);
      }
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return 0} See fsync(2). {@link HostFiles#sync} reaches the device on every host. */
  public static int fsync(int descriptor) {
    int result;
    do {
      try {
        result = (int) FSYNC.invokeExact(descriptor);
      } catch (Throwable e) {
        throw Native.unexpected(e);
      }
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return 0} See ftruncate(2). */
  public static int ftruncate(int descriptor, long byteSize) {
    int result;
    do {
      try {
        result = (int) FTRUNCATE.invokeExact(descriptor, byteSize);
      } catch (Throwable e) {
        throw Native.unexpected(e);
      }
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return 0} See rename(2); both are addresses of NUL-terminated bytes. */
  public static int rename(long source, long target) {
    int result;
    do {
      try {
        result = (int) RENAME.invokeExact(source, target);
      } catch (Throwable e) {
        throw Native.unexpected(e);
      }
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return 0} See unlink(2). */
  public static int unlink(long path) {
    int result;
    do {
      try {
        result = (int) UNLINK.invokeExact(path);
      } catch (Throwable e) {
        throw Native.unexpected(e);
      }
    } while (result == -Errno.EINTR);
    return result;
  }
}
