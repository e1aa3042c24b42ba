// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/** What an operation asks of the kernel, with the system call that errors are reported under. */
enum Verb {
  READ("pread", Kind.READ),
  WRITE("pwrite", Kind.WRITE),
  READV("preadv", Kind.READ),
  WRITEV("pwritev", Kind.WRITE),
  SYNC("fsync", Kind.SYNC),
  DATA_SYNC("fdatasync", Kind.SYNC),
  /** A data sync that waits for the writes accepted before it on its file. */
  BARRIER_SYNC("fdatasync", Kind.SYNC),
  ALLOCATE("fallocate", Kind.OTHER),
  /** Issues nothing: it completes when the work accepted before it on its file has. */
  DRAIN("drain", Kind.OTHER),
  /** Opens a file for the process; no call of a ring but several of a thread. */
  OPEN("open", Kind.OTHER),
  /** Opens a file as OPEN does, and puts it into a slot. */
  OPEN_INTO("open", Kind.OTHER),
  CLOSE("close", Kind.OTHER);

  private enum Kind {
    READ,
    WRITE,
    SYNC,
    OTHER
  }

  private final String call;
  private final Kind kind;

  Verb(String call, Kind kind) {
    this.call = call;
    this.kind = kind;
  }

  String call() {
    return call;
  }

  /** {@return whether bytes move between memory and file} */
  boolean isTransfer() {
    return kind == Kind.READ || kind == Kind.WRITE;
  }

  boolean isRead() {
    return kind == Kind.READ;
  }

  /** {@return whether bytes move from memory to the file, so that fewer than asked is a failure} */
  boolean isWrite() {
    return kind == Kind.WRITE;
  }

  /** {@return whether it changes the file, so that the file has to be open for writing} */
  boolean needsWriteAccess() {
    return isWrite() || this == ALLOCATE;
  }

  /** {@return whether a failure may mean that bytes written earlier are lost} */
  boolean isSync() {
    return kind == Kind.SYNC;
  }

  /**
   * {@return whether a ring's kernel runs what is linked behind it although it failed} It never
   * marks these as failed (io_uring/sync.c, seen with Linux 6.18).
   */
  boolean failsUnnoticedInChains() {
    return isSync() || this == ALLOCATE;
  }

  /** {@return whether it waits for the work accepted before it on its file or slot} */
  boolean isBarrier() {
    return this == DRAIN || this == BARRIER_SYNC || this == OPEN_INTO || this == CLOSE;
  }
}
