// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import java.io.IOException;
import java.util.Locale;

/** The backends, by their names in {@code --backend}. */
public enum BackendKind {
  /** dio over io_uring: every operation goes through the ring. */
  URING(true),
  /** dio over blocking calls on the job's threads. */
  POSIX(false),
  /** dio over blocking calls on threads of its own. */
  POSIX_WORKERS(true),
  /** {@link java.nio.channels.FileChannel} of the JDK. */
  FILECHANNEL(false),
  /**
   * The {@link java.nio.channels.FileChannel} of dio: {@link io.dio.iosched.channel.DioChannels}.
   */
  DIO_CHANNEL(false),
  /** {@link io.dio.sys.DioFile} alone: pread(2) and pwrite(2) on the job's threads. */
  FFM(false),
  /** The mapped file. madvise(2) announces each window of blocks. It can only read. */
  MMAP(true);

  private final boolean windowed;

  BackendKind(boolean windowed) {
    this.windowed = windowed;
  }

  /** {@return whether the backend is a scheduler of dio, with all its features} */
  public boolean isScheduler() {
    return switch (this) {
      case URING, POSIX, POSIX_WORKERS -> true;
      case FILECHANNEL, DIO_CHANNEL, FFM, MMAP -> false;
    };
  }

  /** {@return whether one thread can keep several operations outstanding} */
  public boolean isWindowed() {
    return windowed;
  }

  /**
   * Opens a file over this backend.
   *
   * @throws BackendUnavailableException if this machine does not support it
   * @throws IOException if the file cannot be opened
   */
  public Backend open(OpenRequest request) throws IOException, BackendUnavailableException {
    return switch (this) {
      case URING -> SchedulerBackend.uring(request);
      case POSIX -> SchedulerBackend.posix(request);
      case POSIX_WORKERS -> SchedulerBackend.workers(request);
      case FILECHANNEL -> FileChannelBackend.open(request);
      case DIO_CHANNEL -> DioChannelBackend.open(request);
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
