// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import io.dio.align.foreign.ErrnoTable;

/**
 * The error numbers of this host by their C names, to compare with {@link ErrnoException#errno}.
 *
 * <pre>{@code
 * try {
 *   file.allocate(byteSize);
 * } catch (ErrnoException e) {
 *   if (e.errno() != Errno.ENOSPC && e.errno() != Errno.EDQUOT) {
 *     throw e;
 *   }
 *   freeSpace();
 * }
 * }</pre>
 *
 * <p>The numbers differ between Linux and macOS. So the constants are not known at compile time and
 * cannot label a {@code switch}. A name that the host does not have is {@link #ABSENT}, and no call
 * fails with that number. A number that has no constant here has a {@link #name} all the same.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/errno.3.html">errno(3)</a>
 * @since 0.1.0
 */
public final class Errno {

  /** The value of a name that the host does not have. No call fails with it. */
  public static final int ABSENT = ErrnoTable.ABSENT;

  private static final ErrnoTable HOST = ErrnoTable.HOST;

  /** Operation not permitted. */
  public static final int EPERM = HOST.number("EPERM");

  /** No such file or directory. */
  public static final int ENOENT = HOST.number("ENOENT");

  /** No such process. */
  public static final int ESRCH = HOST.number("ESRCH");

  /** Interrupted system call. */
  public static final int EINTR = HOST.number("EINTR");

  /** Input/output error. */
  public static final int EIO = HOST.number("EIO");

  /** No such device or address. */
  public static final int ENXIO = HOST.number("ENXIO");

  /** Bad file descriptor. */
  public static final int EBADF = HOST.number("EBADF");

  /** Resource temporarily unavailable. */
  public static final int EAGAIN = HOST.number("EAGAIN");

  /** Cannot allocate memory. */
  public static final int ENOMEM = HOST.number("ENOMEM");

  /** Permission denied. */
  public static final int EACCES = HOST.number("EACCES");

  /** Bad address. */
  public static final int EFAULT = HOST.number("EFAULT");

  /** Device or resource busy. */
  public static final int EBUSY = HOST.number("EBUSY");

  /** File exists. */
  public static final int EEXIST = HOST.number("EEXIST");

  /** Invalid cross-device link. */
  public static final int EXDEV = HOST.number("EXDEV");

  /** No such device. */
  public static final int ENODEV = HOST.number("ENODEV");

  /** Not a directory. */
  public static final int ENOTDIR = HOST.number("ENOTDIR");

  /** Is a directory. */
  public static final int EISDIR = HOST.number("EISDIR");

  /** Invalid argument. */
  public static final int EINVAL = HOST.number("EINVAL");

  /** Too many open files in system. */
  public static final int ENFILE = HOST.number("ENFILE");

  /** Too many open files. */
  public static final int EMFILE = HOST.number("EMFILE");

  /** Inappropriate ioctl for device. */
  public static final int ENOTTY = HOST.number("ENOTTY");

  /** Text file busy. */
  public static final int ETXTBSY = HOST.number("ETXTBSY");

  /** File too large. */
  public static final int EFBIG = HOST.number("EFBIG");

  /** No space left on device. */
  public static final int ENOSPC = HOST.number("ENOSPC");

  /** Illegal seek. */
  public static final int ESPIPE = HOST.number("ESPIPE");

  /** Read-only file system. */
  public static final int EROFS = HOST.number("EROFS");

  /** Too many links. */
  public static final int EMLINK = HOST.number("EMLINK");

  /** Broken pipe. */
  public static final int EPIPE = HOST.number("EPIPE");

  /** Numerical result out of range. */
  public static final int ERANGE = HOST.number("ERANGE");

  /** Resource deadlock avoided. */
  public static final int EDEADLK = HOST.number("EDEADLK");

  /** File name too long. */
  public static final int ENAMETOOLONG = HOST.number("ENAMETOOLONG");

  /** No locks available. */
  public static final int ENOLCK = HOST.number("ENOLCK");

  /** Function not implemented. */
  public static final int ENOSYS = HOST.number("ENOSYS");

  /** Directory not empty. */
  public static final int ENOTEMPTY = HOST.number("ENOTEMPTY");

  /** Too many levels of symbolic links. */
  public static final int ELOOP = HOST.number("ELOOP");

  /** Invalid exchange; block devices report a failed reservation with it. */
  public static final int EBADE = HOST.number("EBADE");

  /** Invalid request descriptor. */
  public static final int EBADR = HOST.number("EBADR");

  /** No data available. */
  public static final int ENODATA = HOST.number("ENODATA");

  /** Timer expired. */
  public static final int ETIME = HOST.number("ETIME");

  /** Link has been severed. */
  public static final int ENOLINK = HOST.number("ENOLINK");

  /** Protocol error. */
  public static final int EPROTO = HOST.number("EPROTO");

  /** Bad message; file systems report a wrong checksum with it. */
  public static final int EBADMSG = HOST.number("EBADMSG");

  /** Value too large for defined data type. */
  public static final int EOVERFLOW = HOST.number("EOVERFLOW");

  /** Invalid or incomplete multibyte or wide character. */
  public static final int EILSEQ = HOST.number("EILSEQ");

  /** Too many users. */
  public static final int EUSERS = HOST.number("EUSERS");

  /** Operation not supported. */
  public static final int ENOTSUP = HOST.number("ENOTSUP");

  /** Operation not supported. */
  public static final int EOPNOTSUPP = HOST.number("EOPNOTSUPP");

  /** No buffer space available. */
  public static final int ENOBUFS = HOST.number("ENOBUFS");

  /** Network is down. */
  public static final int ENETDOWN = HOST.number("ENETDOWN");

  /** Network is unreachable. */
  public static final int ENETUNREACH = HOST.number("ENETUNREACH");

  /** Connection reset by peer. */
  public static final int ECONNRESET = HOST.number("ECONNRESET");

  /** Transport endpoint is not connected. */
  public static final int ENOTCONN = HOST.number("ENOTCONN");

  /** Cannot send after transport endpoint shutdown. */
  public static final int ESHUTDOWN = HOST.number("ESHUTDOWN");

  /** Connection timed out. */
  public static final int ETIMEDOUT = HOST.number("ETIMEDOUT");

  /** Connection refused. */
  public static final int ECONNREFUSED = HOST.number("ECONNREFUSED");

  /** Host is down. */
  public static final int EHOSTDOWN = HOST.number("EHOSTDOWN");

  /** No route to host. */
  public static final int EHOSTUNREACH = HOST.number("EHOSTUNREACH");

  /** Operation already in progress. */
  public static final int EALREADY = HOST.number("EALREADY");

  /** Operation now in progress. */
  public static final int EINPROGRESS = HOST.number("EINPROGRESS");

  /** Stale file handle. */
  public static final int ESTALE = HOST.number("ESTALE");

  /** Structure needs cleaning: the file system found itself damaged. */
  public static final int EUCLEAN = HOST.number("EUCLEAN");

  /** Remote I/O error. */
  public static final int EREMOTEIO = HOST.number("EREMOTEIO");

  /** Disk quota exceeded. */
  public static final int EDQUOT = HOST.number("EDQUOT");

  /** No medium found. */
  public static final int ENOMEDIUM = HOST.number("ENOMEDIUM");

  /** Wrong medium type. */
  public static final int EMEDIUMTYPE = HOST.number("EMEDIUMTYPE");

  /** Operation canceled. */
  public static final int ECANCELED = HOST.number("ECANCELED");

  /** Memory page has hardware error. */
  public static final int EHWPOISON = HOST.number("EHWPOISON");

  private Errno() {}

  /**
   * {@return the C name of an error number, such as {@code EINVAL}, or {@code errno 4095} for one
   * that is not known}
   *
   * @param errno a positive error number
   */
  public static String name(int errno) {
    return HOST.name(errno);
  }

  /**
   * {@return the name and meaning of an error number, such as {@code EINVAL (Invalid argument)}}
   *
   * <p>The text is ours, not that of strerror: always English, and the same on every host.
   *
   * @param errno a positive error number
   */
  public static String describe(int errno) {
    return HOST.describe(errno);
  }
}
