// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.align.ErrnoException;
import io.dio.mempool.MmapBuffer;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Another opening of a channel's file, for writes through the page cache. It is opened when it is
 * first needed and stays open until the channel is closed. To close it earlier would take away the
 * process's locks on the file.
 */
final class BufferedOpening {
  private static final FileAccess FILES = FileAccess.instance();

  private final FileRoute route;
  private final boolean appends;
  private final ReentrantLock opening = new ReentrantLock();

  /** Null until the first use. */
  private volatile FileRoute opened;

  private boolean closed;

  /**
   * Creates an object without an opening.
   *
   * @param route the way to the channel's file
   * @param appends whether the kernel moves each write to the end of the file
   */
  BufferedOpening(FileRoute route, boolean appends) {
    this.route = route;
    this.appends = appends;
  }

  /**
   * {@return the way to the opening}
   *
   * @throws ErrnoException with ENOTSUP or ENOENT if the host cannot open a file by its descriptor
   */
  FileRoute route() throws IOException {
    FileRoute open = opened;
    return open != null ? open : open();
  }

  private FileRoute open() throws IOException {
    opening.lock();
    try {
      if (closed) {
        throw new AsynchronousCloseException();
      }
      if (opened == null) {
        FILES.acquire(route.file());
        try {
          opened = route.to(FILES.openBufferedForWriting(route.file(), appends));
        } finally {
          FILES.release(route.file());
        }
      }
      return opened;
    } finally {
      opening.unlock();
    }
  }

  /** A write through the opening. */
  @FunctionalInterface
  interface Writing {
    /** {@return the number of bytes} */
    long write() throws IOException;
  }

  /** As {@link FileRoute#write(MmapBuffer, long, long, long)}. */
  long write(MmapBuffer buffer, long from, long byteSize, long fileOffset) throws IOException {
    FileRoute way = route();
    return writing(() -> way.write(buffer, from, byteSize, fileOffset));
  }

  /**
   * Writes through the opening. Durable writes of the opening and of the channel's file share their
   * fate: after a failure of one, those of both fail.
   */
  long writing(Writing writing) throws IOException {
    DioFile file = route.file();
    if (!FILES.writesDurably(file)) {
      return writing.write();
    }
    refuseIfPoisoned(file);
    long count;
    try {
      count = writing.write();
    } catch (IOException e) {
      ErrnoException.find(e).ifPresent(failure -> FILES.recordDurabilityFailure(file, failure));
      throw e;
    }
    refuseIfPoisoned(file); // another call may have failed meanwhile
    return count;
  }

  private static void refuseIfPoisoned(DioFile file) throws ErrnoException {
    ErrnoException refusal = FILES.poisoned(file, "write");
    if (refusal != null) {
      throw refusal;
    }
  }

  /** Waits for the writes in progress and closes the opening for good. */
  void close() throws IOException {
    opening.lock();
    try {
      closed = true;
    } finally {
      opening.unlock();
    }
    FileRoute open = opened;
    if (open != null) {
      open.file().close();
    }
  }
}
