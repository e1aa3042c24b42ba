// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

/**
 * Calls that map memory, and their constants. Each call returns {@code >= 0} or {@code -errno}.
 *
 * <p>If Linux and macOS have different numbers for a constant, it has the host's value. Constants
 * marked as Linux only must not be used on macOS, or are refused there with EINVAL.
 */
public final class Mapping {

  /** Pages may not be accessed. */
  public static final int PROT_NONE = 0;

  /** Pages may be read. */
  public static final int PROT_READ = 1;

  /** Pages may be written. */
  public static final int PROT_WRITE = 2;

  /** Changes are shared with other mappings of the same file. */
  public static final int MAP_SHARED = 0x01;

  /** Changes are private to this process. */
  public static final int MAP_PRIVATE = 0x02;

  /** Maps at exactly the given address, replacing what is there. */
  public static final int MAP_FIXED = 0x10;

  /** Memory without a file behind it. */
  public static final int MAP_ANONYMOUS = Host.isMacOs() ? 0x1000 : 0x20;

  /** Reserves no swap space. */
  public static final int MAP_NORESERVE = Host.isMacOs() ? 0x40 : 0x4000;

  /** Faults the pages in; does not report if that fails. Linux only. */
  public static final int MAP_POPULATE = 0x8000;

  /** Takes pages from the pool of huge pages. Linux only. */
  public static final int MAP_HUGETLB = 0x40000;

  /** With {@link #MAP_HUGETLB}: pages of 2 MiB, independent of the default size. Linux 3.8. */
  public static final int MAP_HUGE_2MB = 21 << 26;

  /** Expects no particular order of access. */
  public static final int MADV_NORMAL = 0;

  /** Expects access in random order. */
  public static final int MADV_RANDOM = 1;

  /** Expects access in sequential order. */
  public static final int MADV_SEQUENTIAL = 2;

  /** Expects access soon. */
  public static final int MADV_WILLNEED = 3;

  /** Drops the pages: on Linux private anonymous memory reads as zero from then on. */
  public static final int MADV_DONTNEED = 4;

  /** Keeps the pages out of forked children. Linux only, see {@link #excludeFromFork}. */
  public static final int MADV_DONTFORK = 10;

  /** Asks for transparent huge pages. Linux only. */
  public static final int MADV_HUGEPAGE = 14;

  /** Asks for no transparent huge pages. Linux only. */
  public static final int MADV_NOHUGEPAGE = 15;

  /** Keeps the pages out of core dumps. Linux only. */
  public static final int MADV_DONTDUMP = 16;

  /**
   * Faults the pages in for writing. If that is impossible, it returns EFAULT, where touching a
   * page would raise SIGBUS. Linux 5.14; EINVAL before.
   */
  public static final int MADV_POPULATE_WRITE = 23;

  /** minherit(2) of macOS: a child gets no copy. */
  private static final int VM_INHERIT_NONE = 2;

  /** {@code PR_SET_VMA} and its only operation, of prctl(2). */
  private static final int PR_SET_VMA = 0x53564d41;

  private static final int PR_SET_VMA_ANON_NAME = 0;

  private static final SystemCall MMAP = SystemCall.returningLong("mmap");
  private static final SystemCall MUNMAP = SystemCall.returningInt("munmap");
  private static final SystemCall MADVISE = SystemCall.returningInt("madvise");
  private static final SystemCall MINHERIT = SystemCall.returningIntIfPresent("minherit");
  private static final SystemCall PRCTL = SystemCall.returningIntIfPresent("prctl");
  private static final SystemCall GETPAGESIZE = SystemCall.returningInt("getpagesize");

  private Mapping() {}

  /**
   * {@return the address of a new mapping, or {@code -errno}}
   *
   * @param address a hint, or 0 to leave the choice to the kernel
   * @param byteSize the length; rounded up to whole pages
   * @param protection {@code PROT_} bits
   * @param flags {@code MAP_} bits
   * @param fd the file to map, -1 for anonymous memory
   * @param fileOffset where in the file, a multiple of the page size
   * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
   */
  public static long mmap(
      long address, long byteSize, int protection, int flags, int fd, long fileOffset) {
    return MMAP.call(address, byteSize, protection, flags, fd, fileOffset);
  }

  /**
   * {@return 0 once the pages of a range are unmapped, or {@code -errno}}
   *
   * @param address start of a page
   * @param byteSize the length; rounded up to whole pages
   * @see <a href="https://man7.org/linux/man-pages/man2/munmap.2.html">munmap(2)</a>
   */
  public static int munmap(long address, long byteSize) {
    return (int) MUNMAP.call(address, byteSize);
  }

  /**
   * {@return 0 if the kernel accepted an advice about a range, or {@code -errno}}
   *
   * @param address start of a page
   * @param byteSize the length; rounded up to whole pages
   * @param advice one of {@code MADV_}
   * @see <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>
   */
  public static int madvise(long address, long byteSize, int advice) {
    return (int) MADVISE.call(address, byteSize, advice);
  }

  /**
   * Keeps a range out of children that the process forks. Without this, parent and child share the
   * pages after a fork during direct I/O into private memory. The process that writes first gets a
   * copy, and the device may then write into the copy that the other process reads (see the note on
   * fork in open(2), O_DIRECT).
   *
   * @param address start of a page
   * @param byteSize the length; rounded up to whole pages
   * @return 0, or {@code -errno}
   */
  public static int excludeFromFork(long address, long byteSize) {
    if (Host.isLinux()) {
      return madvise(address, byteSize, MADV_DONTFORK);
    }
    return (int) MINHERIT.call(address, byteSize, VM_INHERIT_NONE);
  }

  /**
   * Gives a range of anonymous memory a name, which {@code /proc/PID/maps} then shows as {@code
   * [anon:NAME]}. Linux 5.17 with CONFIG_ANON_VMA_NAME; EINVAL otherwise.
   *
   * @param address start of a page
   * @param byteSize the length; rounded up to whole pages
   * @param name the address of a C string: at most 79 printable ASCII characters, none of them a
   *     backslash, a backtick, a dollar sign or a square bracket
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/PR_SET_VMA.2const.html">PR_SET_VMA(2)</a>
   */
  public static int nameAnonymous(long address, long byteSize, long name) {
    return Host.isLinux()
        ? (int) PRCTL.call(PR_SET_VMA, PR_SET_VMA_ANON_NAME, address, byteSize, name, 0)
        : -ErrnoTable.HOST.number("ENOSYS");
  }

  /** {@return the size of a base page in bytes: 4096 on x86-64, up to 65536 on ARM} */
  public static int pageSize() {
    return (int) GETPAGESIZE.call();
  }
}
