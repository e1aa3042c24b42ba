// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

/**
 * System calls of Linux that a {@link SeccompFilter} can refuse. pread64 is not one of them,
 * because the JVM reads classes with it and dies without it (seen with JDK 25).
 */
public enum KernelCall {
  CACHESTAT(451, 451),
  CLONE(56, 220),
  CLONE3(435, 435),
  CLOSE(3, 57),
  COPY_FILE_RANGE(326, 285),
  EVENTFD2(290, 19),
  FADVISE64(221, 223),
  FALLOCATE(285, 47),
  FCNTL(72, 25),
  FDATASYNC(75, 83),
  FSTAT(5, 80),
  FSYNC(74, 82),
  FTRUNCATE(77, 46),
  IOCTL(16, 29),
  IOPRIO_SET(251, 30),
  IO_URING_ENTER(426, 426),
  IO_URING_REGISTER(427, 427),
  IO_URING_SETUP(425, 425),
  MADVISE(28, 233),
  MMAP(9, 222),
  OPENAT(257, 56),
  PREADV(295, 69),
  PREADV2(327, 286),
  PRLIMIT64(302, 261),
  PWRITE64(18, 68),
  PWRITEV(296, 70),
  PWRITEV2(328, 287),
  RENAME(82, 38),
  STATX(332, 291),
  SYNC_FILE_RANGE(277, 84),
  UNLINK(87, 35);

  private final int onX86;
  private final int onArm;

  KernelCall(int onX86, int onArm) {
    this.onX86 = onX86;
    this.onArm = onArm;
  }

  /** {@return its number on this processor} */
  public int number() {
    return System.getProperty("os.arch").equals("aarch64") ? onArm : onX86;
  }
}
