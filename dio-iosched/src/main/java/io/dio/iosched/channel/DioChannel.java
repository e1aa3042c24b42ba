// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.IoScheduler;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The states, the position and the refusals of a {@link FileChannel}, over a file of dio.
 *
 * <p>It never calls {@code begin} and {@code end} of its parent, so an interrupt does not close it.
 */
final class DioChannel extends FileChannel {
  private static final FileAccess FILES = FileAccess.instance();

  private final DioFile file;
  private final Access access;
  private final boolean ownsFile;
  private final FileRoute route;
  private final SharedFile shared;
  private final BufferedOpening pageCache;
  private final BufferedOpening appending;
  private final InnerChannel inner;
  private final ChannelLocks locks;
  private final ChannelReads reads;
  private final ChannelWrites writes;

  /** Held during every call that uses the position. */
  private final ReentrantLock positionLock = new ReentrantLock();

  /** Guarded by {@link #positionLock}. */
  private long position;

  /**
   * Creates an open channel.
   *
   * @param scheduler makes the calls; null if the threads make them, and virtual threads use the
   *     scheduler of the process
   * @param ownsFile whether closing the channel closes the file
   */
  DioChannel(DioFile file, IoScheduler scheduler, Access access, boolean ownsFile) {
    this.file = file;
    this.access = access;
    this.ownsFile = ownsFile;
    this.shared = SharedFile.enter(FILES.identity(file));
    this.route = new FileRoute(file, scheduler, shared.ownReads());
    this.pageCache = new BufferedOpening(route, false);
    this.appending = new BufferedOpening(route, true);
    this.inner = new InnerChannel(file, access);
    this.reads = new ChannelReads(route);
    this.locks = new ChannelLocks(this, inner::tryLock, shared);
    this.writes = new ChannelWrites(route, pageCache, shared, access.reads());
  }

  // ---- states ----

  private void requireOpen() throws ClosedChannelException {
    if (!isOpen() || !file.isOpen()) {
      throw new ClosedChannelException();
    }
  }

  private void requireReadable() throws ClosedChannelException {
    requireOpen();
    if (!access.reads()) {
      throw new NonReadableChannelException();
    }
  }

  private void requireWritable() throws ClosedChannelException {
    requireOpen();
    if (!access.writes()) {
      throw new NonWritableChannelException();
    }
  }

  private static long requireNotNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " " + value + " is negative");
    }
    return value;
  }

  /** The JDK refuses the same, but does not tell the numbers. */
  private static void requireRange(long fileOffset, long size) {
    requireNotNegative("position", fileOffset);
    requireNotNegative("size", size);
    if (size > Long.MAX_VALUE - fileOffset) {
      throw new IllegalArgumentException(
          "position " + fileOffset + " + size " + size + " is more than a file can have");
    }
  }

  /**
   * {@return the exception of a call, if the cause was not that the channel or its file was closed
   * meanwhile}
   */
  private IllegalStateException unlessClosed(IllegalStateException e)
      throws ClosedChannelException {
    ClosedChannelException closed =
        !isOpen()
            ? new AsynchronousCloseException()
            : !file.isOpen() ? new ClosedChannelException() : null;
    if (closed == null) {
      return e;
    }
    closed.initCause(e);
    throw closed;
  }

  private void lockPosition(String call) throws AsynchronousCloseException {
    CompletionThread.lock(positionLock, call);
    if (!isOpen()) {
      positionLock.unlock();
      throw new AsynchronousCloseException();
    }
  }

  // ---- reading ----

  @Override
  public int read(ByteBuffer dst) throws IOException {
    requireReadable();
    return (int) readOn(new ByteBuffer[] {dst}, 0, 1);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    requireReadable();
    return readOn(dsts, offset, length);
  }

  private long readOn(ByteBuffer[] dsts, int offset, int length) throws IOException {
    lockPosition("FileChannel.read()");
    try {
      long count = readAt(BufferCursor.targets(dsts, offset, length), position);
      position += Math.max(0, count);
      return count;
    } finally {
      positionLock.unlock();
    }
  }

  @Override
  public int read(ByteBuffer dst, long fileOffset) throws IOException {
    Objects.requireNonNull(dst, "dst");
    requireNotNegative("position", fileOffset);
    requireReadable();
    return (int) readAt(BufferCursor.targets(new ByteBuffer[] {dst}, 0, 1), fileOffset);
  }

  private long readAt(BufferCursor targets, long fileOffset) throws IOException {
    try {
      return reads.read(targets, fileOffset);
    } catch (IllegalStateException e) {
      throw unlessClosed(e);
    }
  }

  // ---- writing ----

  @Override
  public int write(ByteBuffer src) throws IOException {
    requireWritable();
    return (int) writeOn(new ByteBuffer[] {src}, 0, 1);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    requireWritable();
    return writeOn(srcs, offset, length);
  }

  private long writeOn(ByteBuffer[] srcs, int offset, int length) throws IOException {
    lockPosition("FileChannel.write()");
    try {
      long count = writeAt(BufferCursor.sources(srcs, offset, length), position);
      position += count;
      return count;
    } finally {
      positionLock.unlock();
    }
  }

  @Override
  public int write(ByteBuffer src, long fileOffset) throws IOException {
    Objects.requireNonNull(src, "src");
    requireNotNegative("position", fileOffset);
    requireWritable();
    return (int) writeAt(BufferCursor.sources(new ByteBuffer[] {src}, 0, 1), fileOffset);
  }

  private long writeAt(BufferCursor sources, long fileOffset) throws IOException {
    holdShared();
    try {
      return access.appends() ? append(sources) : writes.write(sources, fileOffset);
    } catch (IllegalStateException e) {
      throw unlessClosed(e);
    } finally {
      shared.leave();
    }
  }

  /** Keeps the locks of the file for one call, also if this channel is closed meanwhile. */
  private void holdShared() throws AsynchronousCloseException {
    if (!shared.tryHold()) {
      throw new AsynchronousCloseException();
    }
  }

  private long append(BufferCursor sources) throws IOException {
    FileRoute atTheEnd = file.isDirect() ? null : routeThatAppends();
    if (atTheEnd != null) {
      ChannelWrites appends = new ChannelWrites(atTheEnd, pageCache, shared, false);
      return appending.writing(() -> appends.append(sources));
    }
    CompletionThread.lock(shared.appending(), "FileChannel.write()");
    try {
      return appendAtSize(sources);
    } finally {
      shared.appending().unlock();
    }
  }

  /** Writes at the end of the file, which no thread may move meanwhile. */
  private long appendAtSize(BufferCursor sources) throws IOException {
    Lock shape = shared.shape().readLock();
    CompletionThread.lock(shape, "FileChannel.write()");
    try {
      return writes.write(sources, file.size());
    } finally {
      shape.unlock();
    }
  }

  /**
   * {@return a way on which the kernel appends, so that other processes can append too; null if
   * this host has none}
   */
  private FileRoute routeThatAppends() throws IOException {
    try {
      return appending.route();
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOTSUP || e.errno() == Errno.ENOENT) {
        return null;
      }
      throw e;
    }
  }

  // ---- position and size ----

  @Override
  public long position() throws IOException {
    requireOpen();
    lockPosition("FileChannel.position()");
    try {
      return access.appends() ? file.size() : position;
    } catch (IllegalStateException e) {
      throw unlessClosed(e);
    } finally {
      positionLock.unlock();
    }
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    requireOpen();
    requireNotNegative("newPosition", newPosition);
    lockPosition("FileChannel.position()");
    try {
      position = newPosition;
      return this;
    } finally {
      positionLock.unlock();
    }
  }

  @Override
  public long size() throws IOException {
    requireOpen();
    try {
      return file.size();
    } catch (IllegalStateException e) {
      throw unlessClosed(e);
    }
  }

  @Override
  public FileChannel truncate(long newSize) throws IOException {
    requireOpen();
    requireNotNegative("size", newSize);
    requireWritable();
    lockPosition("FileChannel.truncate()");
    try {
      shorten(newSize);
      position = Math.min(position, newSize);
      return this;
    } catch (IllegalStateException e) {
      throw unlessClosed(e);
    } finally {
      positionLock.unlock();
    }
  }

  private void shorten(long newSize) throws IOException {
    holdShared();
    try {
      Lock alone = shared.shape().writeLock();
      CompletionThread.lock(alone, "FileChannel.truncate()");
      try {
        if (newSize < file.size()) {
          route.truncate(newSize);
        }
      } finally {
        alone.unlock();
      }
    } finally {
      shared.leave();
    }
  }

  @Override
  public void force(boolean metaData) throws IOException {
    requireOpen();
    try {
      route.sync(metaData);
    } catch (IllegalStateException e) {
      throw unlessClosed(e);
    }
  }

  // ---- transfers ----

  @Override
  public long transferTo(long fileOffset, long count, WritableByteChannel target)
      throws IOException {
    requireOpen();
    if (!target.isOpen()) {
      throw new ClosedChannelException();
    }
    requireReadable();
    if (target instanceof DioChannel other) {
      other.requireWritable();
    }
    requireNotNegative("position", fileOffset);
    requireNotNegative("count", count);
    return new Relay(this).sendTo(target, fileOffset, count);
  }

  @Override
  public long transferFrom(ReadableByteChannel src, long fileOffset, long count)
      throws IOException {
    requireOpen();
    if (!src.isOpen()) {
      throw new ClosedChannelException();
    }
    if (src instanceof DioChannel other) {
      other.requireReadable();
    }
    requireWritable();
    requireNotNegative("position", fileOffset);
    requireNotNegative("count", count);
    return new Relay(this).receiveFrom(src, fileOffset, count);
  }

  // ---- mappings and locks ----

  @Override
  public MappedByteBuffer map(MapMode mode, long fileOffset, long size) throws IOException {
    requireOpen();
    requireRange(fileOffset, size);
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "size " + size + " is more than a buffer can have, " + Integer.MAX_VALUE);
    }
    lockPosition("FileChannel.map()"); // the JDK lengthens the file in two steps
    try {
      return inner.map(mode, fileOffset, size);
    } catch (IllegalStateException e) {
      throw unlessClosed(e);
    } finally {
      positionLock.unlock();
    }
  }

  @Override
  public MemorySegment map(MapMode mode, long fileOffset, long size, Arena arena)
      throws IOException {
    requireOpen();
    requireRange(fileOffset, size);
    lockPosition("FileChannel.map()"); // the JDK lengthens the file in two steps
    try {
      return inner.map(mode, fileOffset, size, arena);
    } catch (IllegalStateException e) {
      throw unlessClosed(e);
    } finally {
      positionLock.unlock();
    }
  }

  @Override
  public FileLock lock(long fileOffset, long size, boolean sharedLock) throws IOException {
    requireLockable(sharedLock);
    requireRange(fileOffset, size);
    try {
      return locks.lock(fileOffset, size, sharedLock);
    } catch (IllegalStateException e) {
      throw unlessClosed(e);
    }
  }

  @Override
  public FileLock tryLock(long fileOffset, long size, boolean sharedLock) throws IOException {
    requireLockable(sharedLock);
    requireRange(fileOffset, size);
    try {
      return locks.tryLock(fileOffset, size, sharedLock);
    } catch (IllegalStateException e) {
      throw unlessClosed(e);
    }
  }

  private void requireLockable(boolean sharedLock) throws ClosedChannelException {
    if (sharedLock) {
      requireReadable();
    } else {
      requireWritable();
    }
  }

  // ---- closing ----

  /** A part of a channel that is closed with it. */
  @FunctionalInterface
  private interface Part {
    void close() throws IOException;
  }

  /** Closes everything, whatever fails, and reports the first failure. */
  @Override
  protected void implCloseChannel() throws IOException {
    IOException failure = closed(inner::close, null);
    failure = closed(pageCache::close, failure);
    failure = closed(appending::close, failure);
    shared.leave();
    if (ownsFile) {
      failure = closed(file::close, failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static IOException closed(Part part, IOException before) {
    try {
      part.close();
      return before;
    } catch (IOException e) {
      if (before == null) {
        return e;
      }
      before.addSuppressed(e);
      return before;
    }
  }

  @Override
  public String toString() {
    return "DioChannel[" + route + (isOpen() ? "]" : ", closed]");
  }
}
