// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

/** The peers by the names that reports give them. */
public enum PeerKind {
  /** Our loop in C over liburing, on one thread. */
  C_URING("c-loop uring", true),
  /** Our loop in C over pread and pwrite, on as many threads as operations are in flight. */
  C_PREAD("c-loop pread", false),
  /** fio with its engine io_uring, one job. */
  FIO_URING("fio io_uring", true),
  /** fio with its engine psync, as many jobs as operations are in flight. */
  FIO_PSYNC("fio psync", false);

  private final String name;
  private final boolean windowed;

  PeerKind(String name, boolean windowed) {
    this.name = name;
    this.windowed = windowed;
  }

  /** {@return whether one thread keeps all operations outstanding} */
  public boolean isWindowed() {
    return windowed;
  }

  @Override
  public String toString() {
    return name;
  }
}
