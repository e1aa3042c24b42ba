// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.OpenFlags;
import io.dio.sys.internal.BlockingSync;
import io.dio.sys.internal.FileWitness;
import java.io.IOException;
import java.lang.foreign.Arena;

/**
 * A directory that is open for a sync. Code that changes a name in it opens it first. If that is
 * refused, nothing has happened yet.
 */
final class OpenDirectory implements AutoCloseable {
  private final String name;
  private final int descriptor;
  private final DirectoryRecords.Entry record;

  OpenDirectory(String name, int descriptor, DirectoryRecords.Entry record) {
    this.name = name;
    this.descriptor = descriptor;
    this.record = record;
  }

  /** {@return the directory that holds {@code file}} */
  static OpenDirectory holding(PathBytes file) throws IOException {
    PathBytes parent = file.parent();
    return open(parent, parent.toString());
  }

  /**
   * {@return the directory}
   *
   * @param name the same as the bytes, for messages
   */
  static OpenDirectory open(PathBytes directory, String name) throws IOException {
    HostFiles host = HostFiles.current();
    int flags = OpenFlags.O_RDONLY | host.openFlags().directory() | host.openFlags().closeOnExec();
    int descriptor;
    try (Arena arena = Arena.ofConfined()) {
      descriptor = FileCalls.open(directory.nulTerminated(arena), flags, 0);
    }
    if (descriptor < 0) {
      throw refused(name, host.openFlags().names(flags), -descriptor);
    }
    try {
      String operands = "path=" + name + ", fd=" + descriptor;
      return new OpenDirectory(
          name,
          descriptor,
          DirectoryRecords.OF_PROCESS.acquire(OpenedFile.status(descriptor, operands)));
    } catch (IOException | RuntimeException | Error e) {
      FileCalls.close(descriptor);
      throw e;
    }
  }

  private static IOException refused(String name, String flags, int errno) {
    String why =
        errno == Errno.EACCES
            ? "; a directory is synced through a descriptor, so it has to be readable"
            : "";
    return PathFailures.of(
        new ErrnoException("open", errno, "path=" + name + ", flags=" + flags + why), name, null);
  }

  /**
   * Refuses a call that would rely on a sync of this directory.
   *
   * @param call the name of the refused call, for the message
   * @throws ErrnoException if a sync failed since the process started
   */
  void refuseIfPoisoned(String call) throws ErrnoException {
    record.poison().refuse(call);
  }

  /**
   * Waits until the names in this directory are on the device. Concurrent syncs of one directory
   * share system calls, whatever descriptors they use.
   */
  void sync() throws ErrnoException {
    Exception shared = record.joinedSyncs().sync(true, _ -> issueSync());
    if (shared != null) {
      record.poison().refuseAfterwards("fsync");
      if (shared instanceof ErrnoException failure) {
        throw failure(failure.errno());
      }
      throw new IllegalStateException("a sync that several threads shared failed", shared);
    }
  }

  private void issueSync() throws ErrnoException {
    HostFiles host = HostFiles.current();
    FileWitness.All.around(
        witness -> witness.syncingDirectory(name),
        () ->
            BlockingSync.issue(
                record.poison(),
                record.durableCalls(),
                "fsync",
                () -> host.sync(descriptor),
                this::failure),
        () -> failure(Errno.EIO));
  }

  private ErrnoException failure(int errno) {
    return new ErrnoException("fsync", errno, "path=" + name + ", fd=" + descriptor);
  }

  /**
   * Closes the directory. Nothing was written through its descriptor, so closing cannot report a
   * failure.
   */
  @Override
  public void close() {
    try {
      DirectoryRecords.OF_PROCESS.release(record);
    } finally {
      // This happens even if there was too little memory to give the record back.
      FileCalls.close(descriptor);
    }
  }
}
