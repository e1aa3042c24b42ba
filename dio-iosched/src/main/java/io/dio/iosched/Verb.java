// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/** What an operation asks of the kernel, with the system call that errors are reported under. */
enum Verb {
  READ("pread", true, false),
  WRITE("pwrite", true, true),
  READV("preadv", true, false),
  WRITEV("pwritev", true, true),
  SYNC("fsync", false, false),
  DATA_SYNC("fdatasync", false, false),
  ALLOCATE("fallocate", false, false),
  /** Issues nothing: it completes when the work accepted before it on its file has. */
  DRAIN("drain", false, false);

  private final String call;
  private final boolean transfer;
  private final boolean write;

  Verb(String call, boolean transfer, boolean write) {
    this.call = call;
    this.transfer = transfer;
    this.write = write;
  }

  String call() {
    return call;
  }

  /** {@return whether bytes move between memory and file} */
  boolean isTransfer() {
    return transfer;
  }

  /** {@return whether bytes move from memory to the file, so that fewer than asked is a failure} */
  boolean isWrite() {
    return write;
  }

  /** {@return whether a failure may mean that bytes written earlier are lost} */
  boolean isSync() {
    return this == SYNC || this == DATA_SYNC;
  }
}
