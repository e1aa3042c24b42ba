// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.align.Degradation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One file, opened over one backend and shared by all threads of a job. */
public abstract sealed class Backend implements Lane.Source, AutoCloseable
    permits SchedulerBackend, FileChannelBackend, DioChannelBackend, FfmBackend, MmapBackend {

  /** {@return whether the memory of its lanes is registered with the kernel} */
  public boolean isRegistered() {
    return false;
  }

  /** {@return whether transfers bypass the page cache} */
  public abstract boolean isDirect();

  /** {@return what the job asked for and does not have, of the file and of what carries it out} */
  public abstract List<Degradation> degradations();

  /**
   * {@return the operations and system calls up to now; empty for a backend that makes one call per
   * operation and therefore need not count}
   */
  public abstract Optional<Traffic> traffic();

  /** {@return a way to write other files that uses the same scheduler or threads as the lanes} */
  public DurableWrite durableWrite() {
    return DurableWrite.BLOCKING;
  }

  /** Makes all written data durable. */
  public abstract void sync() throws IOException;

  @Override
  public abstract void close() throws IOException;
}
