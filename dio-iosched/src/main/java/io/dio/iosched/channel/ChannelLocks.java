// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes locks of a channel's file.
 *
 * <p>A thread that waits for a lock asks for it again and again. If it blocked in the JDK's channel
 * instead, an interrupt would close that channel, and a virtual thread would pin its carrier.
 */
final class ChannelLocks {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Asks the system for locks of a file. */
  @FunctionalInterface
  interface Source {
    /** {@return the lock, or null if another process holds an overlapping one} */
    FileLock tryLock(long position, long size, boolean sharedLock) throws IOException;
  }

  private final FileChannel channel;
  private final Source source;
  private final SharedFile shared;

  ChannelLocks(FileChannel channel, Source source, SharedFile shared) {
    this.channel = channel;
    this.source = source;
    this.shared = shared;
  }

  /** {@return the lock, or null if another process holds an overlapping one} */
  FileLock tryLock(long position, long size, boolean sharedLock) throws IOException {
    if (position >= 0 && size >= 0 && shared.isWanted(position, size)) {
      throw new OverlappingFileLockException();
    }
    return take(position, size, sharedLock);
  }

  private FileLock take(long position, long size, boolean sharedLock) throws IOException {
    shared.ownReads().forbid();
    FileLock lock = source.tryLock(position, size, sharedLock);
    return lock == null ? null : new ChannelLock(channel, lock);
  }

  /** {@return the lock, when no other process holds an overlapping one} */
  FileLock lock(long position, long size, boolean sharedLock) throws IOException {
    refuseInterrupted();
    if (position < 0 || size < 0) {
      return take(position, size, sharedLock); // the JDK refuses it
    }
    if (!shared.beginWait(position, size)) {
      throw new OverlappingFileLockException();
    }
    try {
      return await(position, size, sharedLock);
    } finally {
      shared.endWait(position, size);
    }
  }

  private FileLock await(long position, long size, boolean sharedLock) throws IOException {
    long pauseNanos = FIRST_PAUSE_NANOS;
    while (true) {
      FileLock lock = take(position, size, sharedLock);
      if (lock != null) {
        return lock;
      }
      LockSupport.parkNanos(this, pauseNanos);
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
      refuseInterrupted();
      if (!channel.isOpen()) {
        throw new AsynchronousCloseException();
      }
    }
  }

  private static void refuseInterrupted() throws FileLockInterruptionException {
    if (Thread.currentThread().isInterrupted()) {
      throw new FileLockInterruptionException();
    }
  }
}
