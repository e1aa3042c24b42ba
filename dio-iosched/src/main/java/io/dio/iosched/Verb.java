// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/**
 * The kind of an operation, with the name of the system call that error messages use. More verbs
 * may be added in later versions: a program that switches over them needs a default.
 *
 * @since 0.1.0
 */
public enum Verb {
  /** A read into one piece of memory. */
  READ("pread", Kind.READ),
  /** A write of one piece of memory. */
  WRITE("pwrite", Kind.WRITE),
  /** A read into several pieces of memory. */
  READV("preadv", Kind.READ),
  /** A write of several pieces of memory. */
  WRITEV("pwritev", Kind.WRITE),
  /** A sync of data and metadata. */
  SYNC("fsync", Kind.SYNC),
  /** A sync of data, and of the metadata that reading it back needs. */
  DATA_SYNC("fdatasync", Kind.SYNC),
  /** A data sync that waits for the writes accepted before it on its file. */
  BARRIER_SYNC("fdatasync", Kind.SYNC),
  /** A write-back of a range of the page cache, without the promise of a sync. */
  SYNC_RANGE("sync_file_range", Kind.SYNC),
  /** An allocation of storage. */
  ALLOCATE("fallocate", Kind.SPACE),
  /** A change of the size of a file. */
  TRUNCATE("ftruncate", Kind.SPACE),
  /** A release of the storage of a range, which then reads as zeros. */
  PUNCH_HOLE("fallocate", Kind.SPACE),
  /** Makes a range read as zeros, and keeps or reserves its storage. */
  ZERO_RANGE("fallocate", Kind.SPACE),
  /** Advice on how a range will be used. */
  ADVISE("posix_fadvise", Kind.OTHER),
  /**
   * Makes no system call. It completes when the work accepted earlier for its file has completed.
   */
  DRAIN("drain", Kind.OTHER),
  /** Opens a file for the process. A thread makes its system calls, not the ring. */
  OPEN("open", Kind.OTHER),
  /** Opens a file as OPEN does, and installs it in a slot. */
  OPEN_INTO("open", Kind.OTHER),
  /** A closing of the file in a slot. */
  CLOSE("close", Kind.OTHER),
  /** Gives a file another name. */
  RENAME("rename", Kind.OTHER),
  /** Removes the name of a file. */
  UNLINK("unlink", Kind.OTHER),
  /** A sync of a directory, which makes the names in it durable. */
  SYNC_DIRECTORY("fsync", Kind.OTHER);

  private enum Kind {
    READ,
    WRITE,
    SYNC,
    SPACE,
    OTHER
  }

  private final String call;
  private final Kind kind;

  Verb(String call, Kind kind) {
    this.call = call;
    this.kind = kind;
  }

  /** {@return the system call that errors of the operation are reported under} */
  public String call() {
    return call;
  }

  /** {@return whether bytes move between memory and file} */
  public boolean isTransfer() {
    return kind == Kind.READ || kind == Kind.WRITE;
  }

  /** {@return whether bytes move from the file to memory} */
  public boolean isRead() {
    return kind == Kind.READ;
  }

  /** {@return whether bytes move from memory to the file, so that a short transfer is a failure} */
  public boolean isWrite() {
    return kind == Kind.WRITE;
  }

  /** {@return whether it changes the file, which must then be open for writing} */
  public boolean needsWriteAccess() {
    return isWrite() || kind == Kind.SPACE;
  }

  /** {@return whether a failure may mean that bytes written earlier are lost} */
  public boolean isSync() {
    return kind == Kind.SYNC;
  }

  /**
   * {@return whether a ring runs the linked next operation even if this one failed} The kernel
   * never marks these operations as failed (io_uring/sync.c and truncate.c, seen with Linux 6.18).
   */
  public boolean failsUnnoticedInChains() {
    return isSync() || kind == Kind.SPACE;
  }

  /** {@return whether it waits for the work accepted earlier for its file or slot} */
  public boolean isBarrier() {
    return this == DRAIN || this == BARRIER_SYNC || this == OPEN_INTO || this == CLOSE;
  }
}
