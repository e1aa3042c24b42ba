// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import java.io.IOException;
import java.util.Locale;

/** The backends by the names that {@code --backend} takes. */
public enum BackendKind {
  /** This library over io_uring: every operation through the ring. */
  URING(true),
  /** This library over blocking calls on the job's threads. */
  POSIX(false),
  /** This library over blocking calls on threads of its own. */
  POSIX_WORKERS(true),
  /** {@link java.nio.channels.FileChannel}, what the JDK brings along. */
  FILECHANNEL(false),
  /** {@link io.dio.sys.DioFile} alone: pread(2) and pwrite(2) on the job's threads. */
  FFM(false),
  /** The file mapped, each window of blocks announced by madvise(2); for reads only. */
  MMAP(true);

  private final boolean windowed;

  BackendKind(boolean windowed) {
    this.windowed = windowed;
  }

  /** {@return whether it is a scheduler of this library, with all its features} */
  public boolean isScheduler() {
    return switch (this) {
      case URING, POSIX, POSIX_WORKERS -> true;
      case FILECHANNEL, FFM, MMAP -> false;
    };
  }

  /** {@return whether one thread can keep several operations outstanding} */
  public boolean isWindowed() {
    return windowed;
  }

  /**
   * Opens a file over this backend.
   *
   * @throws BackendUnavailableException if this machine cannot
   * @throws IOException if the file cannot be opened
   */
  public Backend open(OpenRequest request) throws IOException, BackendUnavailableException {
    return switch (this) {
      case URING -> SchedulerBackend.uring(request);
      case POSIX -> SchedulerBackend.posix(request);
      case POSIX_WORKERS -> SchedulerBackend.workers(request);
      case FILECHANNEL -> FileChannelBackend.open(request);
      case FFM -> FfmBackend.open(request);
      case MMAP -> MmapBackend.open(request);
    };
  }

  /** {@return the name on the command line and in reports} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
