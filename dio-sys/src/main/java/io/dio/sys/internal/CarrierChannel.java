// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.foreign.Native;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A second opening of a direct file, for reads on virtual threads. It is a {@link FileChannel},
 * because the JDK adds a carrier for a virtual thread that blocks in a direct read of a {@code
 * FileChannel}. It adds none for a thread that blocks in a foreign call.
 *
 * <p>The channel is opened at the first read, and takes one more descriptor. An interrupt of a
 * reading thread closes the channel for all of its readers. This object then reports that the bytes
 * were not read, and opens the channel again at the next read. So an interrupt closes nothing that
 * users see. The JDK closes the channel on the interrupting thread, which waits for the reads in
 * progress.
 *
 * <p>The file must be held during every call except {@link #close}. Any thread may call any method.
 */
public final class CarrierChannel {
  /** The result of a read that was not made, or whose bytes do not count. */
  public static final long NOT_READ = -1;

  /**
   * The time until the channel is used again after an opening was refused or a read failed.
   * Descriptors may be short at the moment.
   */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The alignment of a file that has no name any more: that of most file systems. */
  private static final int USUAL_BLOCK_BYTES = 4096;

  private final int descriptor;
  private final ReentrantLock opening = new ReentrantLock();

  /** The open channel. Null before the first read, and after a refused opening. */
  private volatile FileChannel channel;

  /** The alignment that the channel requires of address, length and offset; 0 if not known yet. */
  private volatile int blockBytes;

  /** Whether an opening was refused or a read failed, at the time in the field below. */
  private volatile boolean failed;

  private volatile long failedAtNanos;

  /** Why the latest opening was refused; null if it was not. */
  private volatile String refusal;

  /**
   * Creates an object without a channel.
   *
   * @param descriptor of the direct file, which was opened for reading
   */
  public CarrierChannel(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * {@return whether {@link #read} can be tried} It returns false if no channel can be opened, or
   * if the channel needs more alignment than the read has. Its alignment is the block size of the
   * file system, which can be coarser than the sectors of the device.
   */
  public boolean suits(MemorySegment target, long fileOffset) {
    if (!target.isNative() || target.isReadOnly() || !target.scope().isAlive()) {
      // The other way reports the error.
      return false;
    }
    long byteSize = target.byteSize();
    if (byteSize <= 0 || byteSize > Integer.MAX_VALUE || fileOffset < 0) {
      return false;
    }
    if (failed ? !open() : channel == null && !open()) {
      return false;
    }
    return ((target.address() | byteSize | fileOffset) & (blockBytes - 1)) == 0;
  }

  /**
   * Reads with one system call. The read must {@linkplain #suits suit}. {@return the number of
   * bytes; {@link #NOT_READ} at the end of the file, after any error, and after an interrupt} The
   * caller then makes the read again in the other way, which also finds the error number.
   *
   * <p>The interrupt flag must not be set. It is set on return if the thread was interrupted.
   */
  public long read(MemorySegment target, long fileOffset) {
    FileChannel open = openChannel();
    if (open == null) {
      return NOT_READ;
    }
    try {
      // A view of the same memory without an owner: any thread may use a confined segment here.
      return open.read(
          Native.segment(target.address(), target.byteSize()).asByteBuffer(), fileOffset);
    } catch (IOException _) {
      if (open.isOpen()) {
        // Not an interrupt, but for example a block size that is larger than assumed.
        failed();
      }
      return NOT_READ;
    }
  }

  /** {@return why the channel could not be opened when it was needed last; empty if it could} */
  public Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  private void failed() {
    failedAtNanos = System.nanoTime();
    failed = true;
  }

  private FileChannel openChannel() {
    FileChannel seen = channel;
    return (seen != null && seen.isOpen()) || open() ? channel : null;
  }

  /** {@return whether there is an open channel that can be used now} */
  private boolean open() {
    opening.lock();
    try {
      if (failed && System.nanoTime() - failedAtNanos < RETRY_NANOS) {
        return false;
      }
      failed = false;
      if (channel == null || !channel.isOpen()) {
        channel = tryOpen();
        if (channel == null) {
          failed();
        }
      }
      return channel != null;
    } finally {
      opening.unlock();
    }
  }

  /** {@return an open channel, or null if the system or the JDK refuses it} */
  private FileChannel tryOpen() {
    OpenOption direct = directOption();
    if (direct == null) {
      refusal = "this JDK has no ExtendedOpenOption.DIRECT";
      return null;
    }
    try {
      blockBytes = blockBytes(JdkChannels.path(descriptor));
      FileChannel opened = JdkChannels.open(descriptor, Set.of(StandardOpenOption.READ, direct));
      refusal = null;
      return opened;
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      refusal = "FileChannel.open: " + e;
      return null;
    }
  }

  private static int blockBytes(Path path) {
    try {
      long block = Files.getFileStore(path).getBlockSize();
      if (block <= Integer.MAX_VALUE && Long.bitCount(block) == 1) {
        return (int) block;
      }
    } catch (IOException | UnsupportedOperationException _) {
      // The JDK does not find the file system of a file without a name.
    }
    return USUAL_BLOCK_BYTES;
  }

  /**
   * {@return ExtendedOpenOption.DIRECT, or null if this JDK has none} It is found by name, because
   * javac warns about its package and the warning cannot be suppressed.
   */
  private static OpenOption directOption() {
    try {
      for (Object option :
          Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
        if (option.toString().equals("DIRECT")) {
          return (OpenOption) option;
        }
      }
      return null;
    } catch (ClassNotFoundException _) {
      return null;
    }
  }

  /**
   * Closes the channel. No user holds the file any more. An error is not reported: the descriptor
   * was only read from, and the file reports the errors of its own.
   */
  public void close() {
    FileChannel open = channel;
    if (open != null) {
      try {
        open.close();
      } catch (IOException _) {
        // See above.
      }
    }
  }
}
