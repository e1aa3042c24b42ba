// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.sys.internal.FileAccess;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An open file, read and written at given offsets straight from native memory.
 *
 * <p><b>Threads.</b> Any number of threads may use one file at the same time; nothing is locked. An
 * interrupt neither ends a call nor closes the file. Every call blocks its thread; on a virtual
 * thread it pins the carrier as well, because the JVM cannot unmount a thread inside a native call
 * and does not add carriers for this one. Code on virtual threads reads and writes through a
 * scheduler.
 *
 * <p><b>Memory.</b> Segments are native; a heap segment is refused. Their arenas must stay open
 * until the call is back: only the address is passed on, which also means that a confined segment
 * may be used by a thread that does not own it.
 *
 * <p><b>Alignment.</b> Where the file is direct, address, length and offset have to fit {@link
 * #alignment()}; see there for who refuses what does not fit.
 *
 * <p><b>Lifetime.</b> A call in progress, or an operation of a scheduler, holds the file: {@link
 * #close} waits for it. Later calls throw {@link IllegalStateException} with the path. A file that
 * nobody closed is closed once it is unreachable, never under a call, and reported as a warning of
 * the logger {@code io.dio.sys}.
 *
 * <p><b>Durability.</b> When {@link #sync()}, {@link #dataSync()} or a write of a file opened with
 * DSYNC or SYNC fails, written data may be lost, and the kernel reports it only once. The file is
 * then poisoned: every later sync and durable write fails with that error without being tried, and
 * so does {@link #close}. What is on the device has to be found out by reading it back. Every error
 * counts, since drivers report lost writes with many numbers (EIO, ENOSPC, EDQUOT, ENODATA,
 * ETIMEDOUT and others). Exempt are those that say that the call was not tried: EINTR, ECANCELED,
 * EAGAIN, EBADF, EINVAL, EROFS, EOPNOTSUPP and ENOSYS; of a write also EPERM, EFAULT, EFBIG, ESPIPE
 * and ETXTBSY; and any error by which a seccomp filter answers in place of the kernel.
 *
 * <p><b>Errors.</b> A failed system call on an open file is an {@link io.dio.align.ErrnoException}.
 * Calls that take a path throw the type of {@code java.nio.file} that says why, and have the {@code
 * ErrnoException} as its cause:
 *
 * <ul>
 *   <li>{@link java.nio.file.NoSuchFileException} for ENOENT
 *   <li>{@link java.nio.file.FileAlreadyExistsException} for EEXIST
 *   <li>{@link java.nio.file.AccessDeniedException} for EACCES
 *   <li>{@link java.nio.file.NotDirectoryException} for ENOTDIR: a folder on the way is none
 *   <li>{@link java.nio.file.FileSystemLoopException} for ELOOP
 *   <li>{@link java.nio.file.FileSystemException} for every other error
 * </ul>
 *
 * <p>Whether such a call may be tried again tells {@link io.dio.align.ErrnoException#find}. A bad
 * argument is refused with an {@link IllegalArgumentException} before anything has happened.
 *
 * <p><b>Relative paths.</b> The kernel gets the bytes of a relative path as they are, as from the
 * JDK's own file system. It starts at the process's working folder, even if the way to that folder
 * is closed to the user. A JVM that was started with another {@code user.dir} starts there instead,
 * as the JDK does. On macOS a relative path is made absolute.
 */
public final class DioFile implements AutoCloseable {
  static {
    FileAccess.register(new FileAccessImpl());
  }

  private final Path path;
  private final OpenedFile opened;
  private final Transfers reading;
  private final Transfers writing;
  private final Cleaner.Cleanable cleanable;

  private DioFile(Path path, OpenedFile opened) {
    this.path = path;
    this.opened = opened;
    this.reading = new Transfers(this, opened, false);
    this.writing = new Transfers(this, opened, true);
    this.cleanable = UnclosedFiles.watch(this, opened);
  }

  /**
   * Opens or creates a file. As {@link #open(Path, Set, FileAttribute...)}, with permissions 0666
   * less the process's umask for a file that is created.
   *
   * @param path a path of the default file system
   * @param options as there; none means READ
   * @return the open file
   * @throws IOException as there
   */
  public static DioFile open(Path path, OpenOption... options) throws IOException {
    return open(path, OpenRequest.of(Arrays.asList(options)));
  }

  /**
   * Opens or creates a regular file, or opens a block device. Anything else, such as a pipe, is
   * refused without being opened or waited for. The reads of a few files that the kernel makes up
   * wait for an event and not for a disk, for example those of {@code /proc/kmsg}; nobody can tell
   * that beforehand.
   *
   * <p>Direct I/O is asked for by a {@link DirectMode}; without one the file is buffered. The
   * descriptor is closed in processes that this one starts.
   *
   * @param path a path of the default file system
   * @param options of {@link java.nio.file.StandardOpenOption} READ, WRITE, CREATE, CREATE_NEW,
   *     TRUNCATE_EXISTING, DSYNC and SYNC, and of {@link DirectMode} one. Without WRITE the file is
   *     opened for reading; CREATE, CREATE_NEW and TRUNCATE_EXISTING need WRITE. On macOS DSYNC and
   *     SYNC need {@link #syncAfterWrite()} as well.
   * @param attributes at most permissions for a file that is created, {@link
   *     java.nio.file.attribute.PosixFilePermissions#asFileAttribute}; the umask is taken off them
   * @return the open file
   * @throws UnsupportedOperationException if an option or attribute is another one, or on an
   *     operating system other than Linux and macOS
   * @throws IllegalArgumentException if options exclude each other, or the path belongs to another
   *     file system provider or contains NUL
   * @throws DirectUnavailableException if direct I/O is REQUIRED and not to be had. A file that was
   *     created is gone again, an existing one is as it was. Of a file that was created through a
   *     symbolic link the kernel has to say who created it, as Linux 6.12 does; else it stays, and
   *     a suppressed exception says so.
   * @throws java.nio.file.FileSystemException if the system refuses, of the types that the class
   *     names; also if the path leads to something that is neither file nor block device
   */
  public static DioFile open(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return open(path, OpenRequest.of(options, attributes));
  }

  private static DioFile open(Path path, OpenRequest request) throws IOException {
    return open(PathBytes.of(path), path, request);
  }

  static DioFile open(PathBytes bytes, Path shown, OpenRequest request) throws IOException {
    return FileOpener.open(bytes, shown, request, opened -> new DioFile(shown, opened));
  }

  /**
   * Opens or creates a file for writing and reserves storage for it, as {@link #allocate} does.
   *
   * @param path a path of the default file system
   * @param byteSize in bytes
   * @param options as for {@link #open(Path, OpenOption...)}; WRITE and CREATE go without saying
   * @return the open file
   * @throws IllegalArgumentException if {@code byteSize} is negative, or as for open
   * @throws IOException as for open; or an {@link io.dio.align.ErrnoException} if the storage
   *     cannot be had, with EOPNOTSUPP where the file system cannot reserve any. A file that was
   *     created is then gone again, as after a failed open.
   */
  public static DioFile createAndAllocate(Path path, long byteSize, OpenOption... options)
      throws IOException {
    return AllocatedFile.create(path, byteSize, Arrays.asList(options));
  }

  /**
   * Puts a file with the given contents in place, durably and at once: under a temporary name in
   * the same directory it is written and synced, then renamed, then the directory is synced.
   * Whoever opens the path finds the old file or all of the new one. After a failure the temporary
   * file is gone, and the old one is still there unless only the sync of the directory failed. What
   * the system may refuse, as for want of descriptors or of permission to read the directory, it
   * refuses before anything has happened.
   *
   * <p>A process that ends in the middle leaves the temporary file behind, named {@code .dio-}, up
   * to 16 hexadecimal digits, {@code .tmp}. {@link #sweepTemporaries} removes such files.
   *
   * <p>A new file replaces the old one: it has the permissions 0666 less the umask, a symbolic link
   * is replaced and not followed, and other names of the old file keep the old contents.
   *
   * @param path a path of the default file system
   * @param segment the contents, native, of any length; with a {@link DirectMode} its address has
   *     to be aligned, its length not
   * @param options of {@link DirectMode} one; SYNC for all metadata too; DSYNC, which goes without
   *     saying
   * @throws UnsupportedOperationException if an option is another one
   * @throws IllegalArgumentException if the segment or the path cannot be used
   * @throws java.nio.file.FileSystemException if it fails, of the types that the class names
   * @throws IOException if a write or sync fails. A retry writes the contents anew; it is refused
   *     where a sync of the directory failed, see {@link #syncDirectory}.
   */
  public static void writeFile(Path path, MemorySegment segment, OpenOption... options)
      throws IOException {
    WholeFile.write(path, segment, Arrays.asList(options));
  }

  /**
   * Renames a file, replacing the target, and waits until the new name is on the device: the
   * directories are synced. The contents of the file are not; sync them before.
   *
   * <p>Both directories are opened before, and have to be readable. Where that fails, or where one
   * is poisoned as {@link #syncDirectory} tells, nothing has happened. If the sync fails, the file
   * has its new name, that name may be lost with the power, and the directory is poisoned.
   *
   * @param source what is renamed
   * @param target its new name, on the same file system
   * @throws IllegalArgumentException if a path cannot be used
   * @throws java.nio.file.FileSystemException if a directory cannot be opened or the file cannot be
   *     renamed, of the types that the class names
   * @throws IOException if a sync fails, an {@link io.dio.align.ErrnoException}; the file then has
   *     its new name. Also if a sync of one of the directories failed before; then nothing was done
   */
  public static void renameDurably(Path source, Path target) throws IOException {
    Directories.rename(source, target);
  }

  /**
   * Waits until the names in a directory are on the device; needed after a file was created,
   * renamed or deleted there, however well the file itself is synced.
   *
   * <p>A failure is final. The kernel reports a lost name once; the next sync succeeds, and the
   * name is gone after a loss of power all the same. So the directory is poisoned for the rest of
   * the process, whatever path leads to it: this method, {@link #renameDurably} and {@link
   * #writeFile} fail with the first error without trying, and a retry is worth nothing. Names that
   * matter have to be made anew in another directory, or by another process after it has read what
   * the device really holds. Errors that say that the sync was not tried do not count, as for
   * files.
   *
   * @param directory the directory
   * @throws IllegalArgumentException if the path cannot be used
   * @throws java.nio.file.FileSystemException if the directory cannot be opened, of the types that
   *     the class names: {@link java.nio.file.NotDirectoryException} where it is none
   * @throws IOException if the sync fails, or if it failed before: an {@link
   *     io.dio.align.ErrnoException}
   */
  public static void syncDirectory(Path directory) throws IOException {
    Directories.sync(directory);
  }

  /**
   * Removes the temporary files that {@link #writeFile} left in a directory when its process ended
   * in the middle. Meant for the start of a program, before it writes there itself.
   *
   * @param directory the directory; those below it are not looked at
   * @param minimumAge removes files that were not modified for so long. It keeps those that another
   *     thread or process is still writing; zero removes all.
   * @return the files that were removed
   * @throws IllegalArgumentException if {@code minimumAge} is negative
   * @throws IOException if the directory cannot be read, or a file cannot be removed
   */
  public static List<Path> sweepTemporaries(Path directory, Duration minimumAge)
      throws IOException {
    return TemporaryFiles.sweep(directory, minimumAge);
  }

  /**
   * {@return the most bytes that the system moves in one transfer: 2 GiB less one page of the host}
   *
   * @throws IllegalCallerException if native access is not enabled for dio; the message says how to
   * @throws UnsupportedOperationException if the host is neither Linux nor macOS
   */
  public static long maxTransferBytes() {
    return TransferRules.maxTransferBytes();
  }

  /** {@return the path that the file was opened with} */
  public Path path() {
    return path;
  }

  /**
   * {@return whether transfers bypass the page cache, as far as the system can tell; see {@link
   * DirectMode}}
   */
  public boolean isDirect() {
    return opened.facts().direct();
  }

  /** {@return why the file is buffered although direct I/O was PREFERRED, empty otherwise} */
  public Optional<String> fallbackReason() {
    return Optional.ofNullable(opened.facts().fallbackReason());
  }

  /**
   * {@return what transfers must be aligned to, found out when the file was opened}
   *
   * <p>Where its source is {@link DirectAlignment.Source#STATX} a misaligned transfer is refused
   * with an {@link IllegalArgumentException} that names the operand. Where it is BLOCK_DEVICE or
   * ASSUMED the kernel decides, and an EINVAL comes with the likely reason.
   */
  public DirectAlignment alignment() {
    return opened.facts().alignment();
  }

  /**
   * Reads until the segment is full or the file ends. That is one pread(2), and another one if the
   * first comes back short, because the kernel also stops early for other reasons than the end.
   *
   * @param segment where to, native and writable; at most {@link #maxTransferBytes}. One of length
   *     0 is checked like any other and reads nothing.
   * @param fileOffset where from, in bytes
   * @return the number of bytes read: fewer than asked for only at the end of the file, 0 behind it
   * @throws IllegalArgumentException if an argument cannot be right, or not for this file's {@link
   *     #alignment()}
   * @throws IllegalStateException if the file or the segment's arena is closed, or the file was not
   *     opened for reading
   * @throws io.dio.align.ErrnoException if the system call fails
   */
  public int read(MemorySegment segment, long fileOffset) throws IOException {
    return reading.transfer(segment, fileOffset);
  }

  /**
   * Reads a whole segment, with as many transfers as it takes; it may be larger than one of them.
   *
   * @param segment where to, as for {@link #read}, of any length
   * @param fileOffset where from, in bytes
   * @throws ShortTransferException if the file ends first; the bytes up to there have been read
   * @throws io.dio.align.ErrnoException if a system call fails; the message tells how far it came
   */
  public void readFully(MemorySegment segment, long fileOffset) throws IOException {
    reading.transferFully(segment, fileOffset);
  }

  /**
   * Reads into several segments, one after the other (preadv), as {@link #read} does.
   *
   * @param segments where to, each as for {@link #read}; at most 1024, together at most {@link
   *     #maxTransferBytes}. Direct I/O wants each of them aligned. Not to be changed during the
   *     call.
   * @param fileOffset where from, in bytes
   * @return the number of bytes read, as for {@link #read}
   * @throws IOException as for {@link #read}
   */
  public int readv(List<MemorySegment> segments, long fileOffset) throws IOException {
    return reading.transferVector(segments, fileOffset);
  }

  /**
   * Writes once.
   *
   * @param segment what, native; at most {@link #maxTransferBytes}. One of length 0 is checked like
   *     any other and writes nothing.
   * @param fileOffset where to, in bytes
   * @return the number of bytes written, which may be less than asked for, as when the disk fills
   *     up
   * @throws IllegalArgumentException if an argument cannot be right, or not for this file's {@link
   *     #alignment()}
   * @throws IllegalStateException if the file or the segment's arena is closed, or the file was not
   *     opened for writing
   * @throws io.dio.align.ErrnoException if the system call fails
   */
  public int write(MemorySegment segment, long fileOffset) throws IOException {
    return writing.transfer(segment, fileOffset);
  }

  /**
   * Writes a whole segment, with as many transfers as it takes; it may be larger than one of them.
   *
   * @param segment what, as for {@link #write}, of any length
   * @param fileOffset where to, in bytes
   * @throws ShortTransferException if writing stops without an error
   * @throws io.dio.align.ErrnoException if a system call fails; the message tells how far it came
   */
  public void writeFully(MemorySegment segment, long fileOffset) throws IOException {
    writing.transferFully(segment, fileOffset);
  }

  /**
   * Writes several segments once, one after the other (pwritev).
   *
   * @param segments what, each as for {@link #write}; at most 1024, together at most {@link
   *     #maxTransferBytes}. Direct I/O wants each of them aligned. Not to be changed during the
   *     call.
   * @param fileOffset where to, in bytes
   * @return the number of bytes written, as for {@link #write}
   * @throws IOException as for {@link #write}
   */
  public int writev(List<MemorySegment> segments, long fileOffset) throws IOException {
    return writing.transferVector(segments, fileOffset);
  }

  /**
   * Waits until everything written so far, and all metadata, is on the device: fsync(2), on macOS
   * F_FULLFSYNC. That the file can be found by its name is up to {@link #syncDirectory}.
   *
   * @throws IOException if it fails, or has failed before; see the class about durability
   */
  public void sync() throws IOException {
    Syncs.sync(this);
  }

  /**
   * Waits until everything written so far is on the device, and as much metadata as reading it back
   * needs: fdatasync(2), on macOS F_FULLFSYNC.
   *
   * @throws IOException if it fails, or has failed before; see the class about durability
   */
  public void dataSync() throws IOException {
    Syncs.dataSync(this);
  }

  /**
   * Does what the options of the open still require before a write is as durable as they say. To be
   * called after the writes of a file opened with DSYNC or SYNC; does nothing for other files, and
   * nothing where the writes were durable already, as on Linux.
   *
   * @throws IOException as for {@link #sync()}; also if a write has poisoned the file
   */
  public void syncAfterWrite() throws IOException {
    Syncs.syncAfterWrite(this);
  }

  /**
   * Reserves storage for the bytes from 0 to {@code byteSize} and grows the file to that size if it
   * is smaller; it never shrinks. On macOS holes inside the file stay holes.
   *
   * <p>If the space runs out half way, the file keeps its size, and what the call has reserved
   * behind the end of the file is given back. That is not done while other threads use this object,
   * because it could cut off what they append; the message then says how much stays reserved. It
   * could also cut off what others append at the same moment through another opening of the file.
   *
   * @param byteSize in bytes; 0 asks for nothing
   * @return UNSUPPORTED, with nothing changed, where the file system cannot reserve storage. The
   *     blocks are never written instead.
   * @throws IllegalArgumentException if {@code byteSize} is negative
   * @throws IOException if it fails, with ENOSPC where there is no room
   */
  public AllocationResult allocate(long byteSize) throws IOException {
    return Storage.allocate(this, byteSize);
  }

  /**
   * {@return the size in bytes that the file system reports; of a block device, that of the device}
   *
   * <p>It is not always where reading ends. Files in /proc report 0 and have bytes, files in sysfs
   * report a page and have fewer, and any file may grow or shrink meanwhile. Only a read of 0 bytes
   * is the end of a file.
   *
   * @throws IOException if it fails
   */
  public long size() throws IOException {
    return Storage.size(this);
  }

  /**
   * {@return the storage that the file occupies, in bytes; less than its size if it has holes}
   *
   * @throws IOException if it fails
   */
  public long allocatedBytes() throws IOException {
    return Storage.allocatedBytes(this);
  }

  /**
   * Cuts the file, or grows it by a hole. After direct writes that had to be padded, this sets the
   * true end.
   *
   * @param byteSize the new size in bytes, of any alignment
   * @throws IllegalArgumentException if {@code byteSize} is negative
   * @throws IOException if it fails
   */
  public void truncate(long byteSize) throws IOException {
    Storage.truncate(this, byteSize);
  }

  /**
   * {@return the size in bytes of the blocks that {@link #punchHole} gives back, a power of two}
   *
   * <p>It is the block size of the file system, or the logical sector size of a block device. Where
   * the file system does not tell it is 4096.
   *
   * @throws IOException if it fails
   */
  public int blockSize() throws IOException {
    return Storage.blockSize(this);
  }

  /**
   * Gives the storage of a range back. It reads as zeros from then on; the size stays. Only whole
   * blocks of {@link #blockSize} bytes inside the range are punched, see {@link HoleRange#within}.
   *
   * @param fileOffset first byte of the range
   * @param length in bytes
   * @return the length of what was punched; 0 if the range contains no whole block
   * @throws IllegalArgumentException if a number is negative, or the end beyond the largest offset
   * @throws IOException if it fails, with EOPNOTSUPP where the file system has no holes
   */
  public long punchHole(long fileOffset, long length) throws IOException {
    return Storage.punchHole(this, fileOffset, length);
  }

  /**
   * Tells the system how a range will be used. Makes a difference for buffered files only; where
   * the system has no such advice, nothing happens, see {@link Platform#usesFadvise()}.
   *
   * @param fileOffset first byte of the range
   * @param length in bytes; 0 reaches to the end of the file
   * @param advice what to expect
   * @throws IllegalArgumentException if a number is negative, or the end beyond the largest offset
   * @throws IOException if it fails
   */
  public void advise(long fileOffset, long length, Advice advice) throws IOException {
    Storage.advise(this, fileOffset, length, advice);
  }

  /**
   * Copies a range to another file, inside the kernel where it can (copy_file_range, which may
   * share blocks), else through memory. Offsets and length need no alignment: what direct I/O
   * cannot copy goes through the page cache. A hole may or may not stay one.
   *
   * @param target the file to copy to, opened for writing; this file only if the ranges do not
   *     overlap
   * @param fileOffset first byte to copy
   * @param targetOffset where it goes
   * @param length in bytes
   * @return the number of bytes copied: less than asked for if this file ends first, which is where
   *     {@link #read} gives 0 bytes, whatever {@link #size} says
   * @throws IllegalArgumentException if a number is negative, an end beyond the largest offset, or
   *     the ranges overlap
   * @throws IOException if it fails; the message tells how far it came
   */
  public long copyTo(DioFile target, long fileOffset, long targetOffset, long length)
      throws IOException {
    return FileCopy.copy(this, fileOffset, target, targetOffset, length);
  }

  /**
   * Closes the file after waiting for whatever holds it. Does nothing if it is closed already; a
   * thread that comes while another one closes waits for it. An interrupt does not end the wait.
   *
   * @throws IllegalStateException if called on a thread that completes I/O, as a callback may be,
   *     while something holds the file; it then stays open
   * @throws IOException the failure that poisoned the file, or one of close(2), which is not
   *     repeated. The file is closed all the same.
   */
  @Override
  public void close() throws IOException {
    try {
      opened.close();
    } finally {
      if (opened.isClosed()) {
        cleanable.clean();
      }
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public String toString() {
    return "DioFile[" + path + ", " + (isDirect() ? "direct, " + alignment() : "buffered") + "]";
  }

  /** {@return the same file, opened once more for the given access and without direct I/O} */
  DioFile bufferedView(int flags) throws IOException {
    return opened.reopenBuffered(flags, copy -> new DioFile(path, copy));
  }

  Transfers reading() {
    return reading;
  }

  Transfers writing() {
    return writing;
  }

  OpenedFile opened() {
    return opened;
  }

  void acquire() {
    opened.acquire();
  }

  /** Keeps this object reachable, and so the descriptor open, until here. */
  void release() {
    try {
      opened.release();
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
