// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.iosched.IoScheduler;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;

/**
 * Creates {@link FileChannel}s that read and write through dio. Code that is written against {@code
 * FileChannel} then gets direct I/O at any offset, of any length and with any buffer.
 *
 * {@snippet :
 * try (FileChannel channel =
 *     DioChannels.open(path, READ, WRITE, CREATE, DirectMode.PREFERRED)) {
 *   channel.write(ByteBuffer.wrap("a record".getBytes(UTF_8)), 1000);
 *   channel.force(false);
 * }
 * }
 *
 * <p>The channels do what {@code FileChannel} documents, and throw the exceptions that it
 * documents. This is different from the channels of the JDK:
 *
 * <p><b>Interrupts.</b> An interrupt neither ends a call nor closes the channel. The call
 * completes, and the thread's interrupt flag stays set. Only a wait for a lock in {@link
 * FileChannel#lock(long, long, boolean) lock} ends, with a {@link
 * java.nio.channels.FileLockInterruptionException}; the channel stays open.
 *
 * <p><b>Threads.</b> Calls at given positions run at the same time and take no lock of the channel.
 * Calls that use the channel's own position follow one another.
 *
 * <p><b>Virtual threads.</b> The operating system's calls would pin the carrier. So a virtual
 * thread reads, writes, syncs and truncates through a scheduler, and parks. This is the scheduler
 * that was given to {@link #of(IoScheduler, DioFile)}. The other channels use one that the whole
 * process shares. It is created by {@link IoScheduler#open()} when a virtual thread first needs it,
 * and is never closed. Calls that do not wait for the device, such as {@link FileChannel#size()},
 * pin the carrier for some microseconds. So do opening, mapping and locking.
 *
 * <p><b>Direct files.</b> If offset, length and address are aligned, a direct buffer is used as it
 * is. If such a read meets the end of the file, the bytes of the buffer behind the end may become
 * 0, as with a direct channel of the JDK. Everything else is copied through pooled pages. A write
 * that covers only a part of a block reads the block, changes it and writes it back. It holds a
 * lock of that block meanwhile. All direct channels of this class in this process share these
 * locks, so such writes do not lose each other's bytes. Writes by other means take no lock: do not
 * let another process, another class, a mapping or a buffered channel write to a block of which a
 * direct channel writes a part at the same time.
 *
 * <p>The last block of a file is an exception. If a write ends inside a block that the file does
 * not have in full, these last bytes go through the page cache. Therefore the size of the file is
 * always exact, also for other processes and after a crash. {@code force} makes these bytes durable
 * like all others. If the file was opened only for writing, every part of a block goes this way.
 * The file is opened once more for these bytes, through {@code /proc}. If the process may not open
 * it again, such a write fails.
 *
 * <p><b>Locks and mappings.</b> {@code lock}, {@code tryLock} and {@code map} use a second,
 * buffered opening of the file, which exists from the first of these calls until the channel is
 * closed. They throw {@link UnsupportedOperationException} on hosts without {@code /proc}. As with
 * the JDK, the system releases the process's locks on a file when any channel of that file is
 * closed. A mapping uses the page cache. A mapping sees the direct writes of a channel on most file
 * systems, but no rule says so.
 *
 * <p><b>Durability.</b> After a failed sync or a failed durable write, all later ones fail with the
 * same error, and closing the file reports it again; see {@link DioFile}.
 *
 * <p><b>Memory.</b> The arena of a buffer must stay open during a call that uses it.
 *
 * <p><b>Appending.</b> In a buffered file the kernel appends the bytes of each call at once, so
 * they stay together, also if other processes append. In a direct file the end is found first, and
 * a lock keeps other direct channels of this process away meanwhile. A direct channel and a
 * buffered one must not append at the same time.
 *
 * <p>An operation in a callback that runs on a thread of a scheduler is refused with an {@link
 * IllegalStateException}, if it would have to wait for I/O, or for another thread that may wait for
 * I/O.
 *
 * @since 0.1.0
 */
public final class DioChannels {
  private DioChannels() {}

  /**
   * Opens or creates a file, as {@link FileChannel#open(Path, OpenOption...)} does. Closing the
   * channel closes the file.
   *
   * @param path a path of the default file system
   * @param options as for the other method
   * @return a new channel
   * @throws IOException as there
   */
  public static FileChannel open(Path path, OpenOption... options) throws IOException {
    return open(path, Arrays.asList(options));
  }

  /**
   * Opens or creates a file, as {@link FileChannel#open(Path, Set, FileAttribute...)} does. Closing
   * the channel waits for its calls in progress and closes the file.
   *
   * @param path a path of the default file system, of a regular file or a block device
   * @param options those of {@link java.nio.file.StandardOpenOption} with the meaning that {@code
   *     FileChannel.open} gives them: CREATE, CREATE_NEW and TRUNCATE_EXISTING have no effect
   *     without WRITE or APPEND, and SPARSE never has one. Also {@code ExtendedOpenOption.DIRECT},
   *     which is the same as {@link io.dio.sys.DirectMode#REQUIRED}, or a {@link
   *     io.dio.sys.DirectMode}. {@link LinkOption#NOFOLLOW_LINKS} is not supported.
   * @param attributes the permissions of a file that is created, from {@link
   *     java.nio.file.attribute.PosixFilePermissions#asFileAttribute}, or none
   * @return a new channel
   * @throws UnsupportedOperationException if an option or attribute is not supported
   * @throws IllegalArgumentException if options exclude each other, or the path belongs to another
   *     file system provider
   * @throws io.dio.sys.DirectUnavailableException if direct I/O is required and not available
   * @throws IOException if the file cannot be opened, with the types that {@link DioFile} lists
   */
  public static FileChannel open(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return open(path, (Collection<? extends OpenOption>) options, attributes);
  }

  private static FileChannel open(
      Path path, Collection<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    ChannelOptions parsed = ChannelOptions.of(options);
    if (parsed.deletesOnClose() && Files.isSymbolicLink(path)) {
      throw new java.nio.file.FileSystemException(
          path.toString(), null, "DELETE_ON_CLOSE does not follow symbolic links");
    }
    DioFile file = DioFile.open(path, parsed.forFile(), attributes);
    try {
      if (parsed.deletesOnClose()) {
        // The JDK also deletes the name at once. The file exists until it is closed.
        Files.deleteIfExists(path);
      }
      return new DioChannel(file, null, parsed.access(), true);
    } catch (IOException | RuntimeException | Error e) {
      try {
        file.close();
      } catch (IOException closeFailure) {
        e.addSuppressed(closeFailure);
      }
      throw e;
    }
  }

  /**
   * {@return a new channel over an open file} It can read and write if the file can.
   *
   * <p>The channel does not own the file. Closing the channel does not close the file, and does not
   * wait for calls in progress. If the file is closed first, the calls of the channel throw {@link
   * java.nio.channels.ClosedChannelException}. Several channels of one file each have their own
   * position.
   *
   * @param file an open file
   * @throws IllegalStateException if the file is closed
   */
  public static FileChannel of(DioFile file) {
    return new DioChannel(requireOpen(file), null, Access.of(file), false);
  }

  /**
   * {@return a new channel over an open file, whose calls go through a scheduler} Platform threads
   * read and write by {@link IoScheduler#read} and {@link IoScheduler#write}, which call pread(2)
   * and pwrite(2) directly. Over {@link IoScheduler#posix()} without workers, virtual threads pin
   * their carriers.
   *
   * <p>The channel owns neither the file nor the scheduler; see {@link #of(DioFile)}. If the
   * scheduler is closed first, the calls of the channel throw {@link IllegalStateException}.
   *
   * @param scheduler an open scheduler
   * @param file an open file
   * @throws IllegalStateException if the file is closed
   */
  public static FileChannel of(IoScheduler scheduler, DioFile file) {
    Objects.requireNonNull(scheduler, "scheduler");
    return new DioChannel(requireOpen(file), scheduler, Access.of(file), false);
  }

  private static DioFile requireOpen(DioFile file) {
    if (!file.isOpen()) {
      throw new IllegalStateException(file + " is closed");
    }
    return file;
  }
}
