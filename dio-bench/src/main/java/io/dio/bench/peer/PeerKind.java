// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

/** The peers, by their names in reports. */
public enum PeerKind {
  /** The C loop of dio over liburing, on one thread. */
  C_URING("c-loop uring", true),
  /** The C loop of dio over pread and pwrite, with one thread per operation in flight. */
  C_PREAD("c-loop pread", false),
  /** fio with its engine io_uring, as one job. */
  FIO_URING("fio io_uring", true),
  /** fio with its engine psync, with one job per operation in flight. */
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
