// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.align.foreign.UninterruptibleWait;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import io.dio.sys.internal.JdkChannels;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A channel of the JDK over a channel's file, which maps it and takes its locks. It is opened when
 * it is first needed.
 *
 * <p>An interrupt of a thread that maps would close the JDK's channel, and the system would release
 * the process's locks on the file. So a thread that nobody knows, and nobody interrupts, maps.
 */
final class InnerChannel {
  private static final FileAccess FILES = FileAccess.instance();

  /** A call that another thread makes. */
  private static final class Mapping<T> implements Runnable {
    private final Mapper<T> mapper;
    private final FileChannel channel;
    private T result;
    private Throwable failure;

    Mapping(Mapper<T> mapper, FileChannel channel) {
      this.mapper = mapper;
      this.channel = channel;
    }

    @Override
    public void run() {
      try {
        result = mapper.map(channel);
      } catch (IOException | RuntimeException | Error e) {
        failure = e;
      }
    }

    T result() throws IOException {
      switch (failure) {
        case null -> {
          return result;
        }
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError(failure);
      }
    }
  }

  /** Maps a part of a file. */
  @FunctionalInterface
  private interface Mapper<T> {
    T map(FileChannel channel) throws IOException;
  }

  private final DioFile file;
  private final Access access;
  private final ReentrantLock opening = new ReentrantLock();

  /** Null until the first use. Guarded by {@link #opening}. */
  private FileChannel opened;

  private boolean closed;

  /** Whether a lock was ever asked for. */
  private volatile boolean locks;

  InnerChannel(DioFile file, Access access) {
    this.file = file;
    this.access = access;
  }

  private FileChannel channel() throws IOException {
    opening.lock();
    try {
      if (closed) {
        throw new AsynchronousCloseException();
      }
      if (opened == null || !opened.isOpen()) {
        opened = open();
      }
      return opened;
    } finally {
      opening.unlock();
    }
  }

  private FileChannel open() throws IOException {
    Set<OpenOption> options = new HashSet<>();
    if (access.reads()) {
      options.add(StandardOpenOption.READ);
    }
    if (access.writes()) {
      options.add(StandardOpenOption.WRITE);
    }
    FILES.acquire(file);
    try {
      return JdkChannels.open(FILES.descriptor(file), options);
    } catch (NoSuchFileException e) {
      throw new UnsupportedOperationException(
          "locks and mappings of a channel of dio need /proc: " + e.getMessage(), e);
    } finally {
      FILES.release(file);
    }
  }

  FileLock tryLock(long position, long size, boolean shared) throws IOException {
    locks = true;
    return channel().tryLock(position, size, shared);
  }

  MappedByteBuffer map(FileChannel.MapMode mode, long position, long size) throws IOException {
    return mapElsewhere(channel -> channel.map(mode, position, size));
  }

  /** Maps into an arena, on the calling thread if the arena belongs to it. */
  MemorySegment map(FileChannel.MapMode mode, long offset, long size, Arena arena)
      throws IOException {
    try {
      return mapElsewhere(channel -> channel.map(mode, offset, size, arena));
    } catch (WrongThreadException _) {
      return mapHere(channel -> channel.map(mode, offset, size, arena));
    }
  }

  private <T> T mapElsewhere(Mapper<T> mapper) throws IOException {
    Mapping<T> mapping = new Mapping<>(mapper, channel());
    UninterruptibleWait.join(Thread.ofVirtual().name("dio-channel-map").start(mapping));
    return mapping.result();
  }

  private <T> T mapHere(Mapper<T> mapper) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try {
          return mapper.map(channel());
        } catch (ClosedByInterruptException e) {
          if (locks) {
            throw new IOException(
                "an interrupt during map has released all locks of this channel", e);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Closes the channel for good, which makes its locks invalid. */
  void close() throws IOException {
    FileChannel open;
    opening.lock();
    try {
      closed = true;
      open = opened;
    } finally {
      opening.unlock();
    }
    if (open != null) {
      open.close();
    }
  }
}
