// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Degradation;
import io.dio.align.ErrnoException;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.OpenFlags;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * An open file that is read and written at given offsets, directly from and to native memory. With
 * a {@link DirectMode} its transfers bypass the page cache.
 *
 * {@snippet :
 * try (DioFile file = DioFile.open(path, READ, WRITE, CREATE, DirectMode.PREFERRED);
 *     MmapBuffer buffer = MmapBuffer.allocate(4096)) { // aligned, as direct I/O needs it
 *   buffer.segment().set(ValueLayout.JAVA_INT, 0, 42);
 *   file.writeFully(buffer.segment(), 0);
 *   file.dataSync(); // the bytes are on the device
 *   file.readFully(buffer.segment(), 0);
 * }
 * }
 *
 * <p><b>Threads.</b> Any number of threads may use one file at the same time, and no read or write
 * takes a lock. Concurrent syncs of one file share system calls: while one call runs, the threads
 * that come wait for the next one, which one of them makes for all. The next call waits for as many
 * threads as there were before, at most half of the time of a call and never longer than a
 * millisecond; a thread that is alone does not wait. An interrupt does not end a call and does not
 * close the file. Every call blocks its thread. On a virtual thread it also pins the carrier,
 * because the JVM cannot unmount a thread inside a native call and adds no carrier for it. Code on
 * virtual threads should read and write through a scheduler.
 *
 * <p><b>Memory.</b> Segments must be native; a heap segment is refused. Their arenas must stay open
 * until the call returns, because only the address is passed to the kernel. For the same reason any
 * thread may use a confined segment here.
 *
 * <p><b>Alignment.</b> If the file is direct, address, length and offset must be aligned as {@link
 * #alignment()} says. That method also says whether dio or the kernel refuses a misaligned
 * transfer.
 *
 * <p><b>Lifetime.</b> A call in progress, or an operation of a scheduler, holds the file: {@link
 * #close} waits for it. Calls after the close throw {@link IllegalStateException} with the path. If
 * a file was not closed and becomes unreachable, it is closed, but never during a call. The logger
 * {@code io.dio.sys} then reports a warning.
 *
 * <p><b>Durability.</b> If {@link #sync()}, {@link #dataSync()} or a write of a file opened with
 * DSYNC or SYNC fails, written data may be lost. The kernel reports this only once. Therefore the
 * file is then poisoned: every later sync and durable write fails with the same error and is not
 * tried. {@link #close} closes the file and throws that error as well. Read the data back to find
 * out which of it is on the device.
 *
 * <p>Every error poisons the file, because drivers report lost writes with many error numbers (EIO,
 * ENOSPC, EDQUOT, ENODATA, ETIMEDOUT and others). The only exceptions are errors which say that the
 * call was not tried:
 *
 * <ul>
 *   <li>EINTR, ECANCELED, EAGAIN, EBADF, EINVAL, EROFS, EOPNOTSUPP and ENOSYS
 *   <li>for a write also EPERM, EFAULT, EFBIG, ESPIPE and ETXTBSY
 *   <li>any error that a seccomp filter returns in place of the kernel
 * </ul>
 *
 * <p><b>Errors.</b> If a system call on an open file fails, the method throws an {@link
 * io.dio.align.ErrnoException}. Methods that take a path throw the matching type of {@code
 * java.nio.file}, with the {@code ErrnoException} as its cause:
 *
 * <ul>
 *   <li>{@link java.nio.file.NoSuchFileException} for ENOENT
 *   <li>{@link java.nio.file.FileAlreadyExistsException} for EEXIST
 *   <li>{@link java.nio.file.AccessDeniedException} for EACCES
 *   <li>{@link java.nio.file.NotDirectoryException} for ENOTDIR: a component of the path is not a
 *       directory
 *   <li>{@link java.nio.file.FileSystemLoopException} for ELOOP
 *   <li>{@link java.nio.file.FileSystemException} for every other error
 * </ul>
 *
 * <p>Use {@link io.dio.align.ErrnoException#find} to get the {@code ErrnoException} and to decide
 * whether to try again. A bad argument is refused with an {@link IllegalArgumentException} before
 * anything has happened.
 *
 * <p><b>Relative paths.</b> A relative path is passed to the kernel unchanged, as the JDK's own
 * file system does. It starts at the working directory of the process, even if the user may not
 * search the parents of that directory. If the JVM was started with another {@code user.dir}, the
 * path starts there, as in the JDK. On macOS a relative path is made absolute.
 *
 * @since 0.1.0
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
   * Opens or creates a file, as {@link #open(Path, Set, FileAttribute...)} does. A file that is
   * created has the permissions 0666 minus the umask of the process.
   *
   * @param path a path of the default file system
   * @param options the options of the other method; no option means READ
   * @return the open file
   * @throws IOException as there
   */
  public static DioFile open(Path path, OpenOption... options) throws IOException {
    return open(path, OpenRequest.of(Arrays.asList(options)));
  }

  /**
   * Opens or creates a regular file, or opens a block device. Anything else, such as a pipe, is
   * refused: it is not opened, and the method does not wait for it. Reads of some virtual files,
   * for example {@code /proc/kmsg}, wait for an event and not for a disk. The library cannot detect
   * this in advance.
   *
   * <p>A {@link DirectMode} requests direct I/O; without one the file is buffered. Child processes
   * do not inherit the file descriptor.
   *
   * @param path a path of the default file system
   * @param options READ, WRITE, CREATE, CREATE_NEW, TRUNCATE_EXISTING, DSYNC and SYNC of {@link
   *     java.nio.file.StandardOpenOption}, and at most one {@link DirectMode}. Without WRITE the
   *     file is opened for reading; CREATE, CREATE_NEW and TRUNCATE_EXISTING need WRITE. On macOS
   *     DSYNC and SYNC need {@link #syncAfterWrite()} as well.
   * @param attributes the permissions of a file that is created, from {@link
   *     java.nio.file.attribute.PosixFilePermissions#asFileAttribute}, or none; the umask is
   *     subtracted from them
   * @return the open file
   * @throws UnsupportedOperationException if an option or attribute is not supported, or if the
   *     operating system is neither Linux nor macOS
   * @throws IllegalArgumentException if options exclude each other, or the path belongs to another
   *     file system provider or contains NUL
   * @throws DirectUnavailableException if direct I/O is REQUIRED and not available. A file that was
   *     created is removed again; an existing file is unchanged. A file that was created through a
   *     symbolic link can be removed only if the kernel reports that this call created it, as Linux
   *     6.12 does. Otherwise it remains, and a suppressed exception says so.
   * @throws java.nio.file.FileSystemException if the system refuses; the class comment lists the
   *     types. Also if the path names neither a regular file nor a block device
   */
  public static DioFile open(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return open(path, OpenRequest.of(options, attributes));
  }

  private static DioFile open(Path path, OpenRequest request) throws IOException {
    return open(PathBytes.of(path), path, request);
  }

  /** Makes the file of what was opened. It is not a lambda, because each program comes here. */
  private record Front(Path shown) implements Function<OpenedFile, DioFile> {
    @Override
    public DioFile apply(OpenedFile opened) {
      return new DioFile(shown, opened);
    }
  }

  static DioFile open(PathBytes bytes, Path shown, OpenRequest request) throws IOException {
    return FileOpener.open(bytes, shown, request, new Front(shown));
  }

  /**
   * Opens or creates a file for writing and reserves storage for it, as {@link #allocate} does.
   *
   * @param path a path of the default file system
   * @param byteSize the size of the storage, in bytes
   * @param options as for {@link #open(Path, OpenOption...)}; WRITE and CREATE are implied
   * @return the open file
   * @throws IllegalArgumentException if {@code byteSize} is negative, or as for open
   * @throws IOException as for open; or an {@link io.dio.align.ErrnoException} if the storage
   *     cannot be reserved, with EOPNOTSUPP if the file system cannot reserve storage. A file that
   *     was created is then removed again, as after a failed open.
   */
  public static DioFile createAndAllocate(Path path, long byteSize, OpenOption... options)
      throws IOException {
    return AllocatedFile.create(path, byteSize, Arrays.asList(options));
  }

  /**
   * Replaces a file by one with the given contents, atomically and durably. The method writes and
   * syncs a temporary file in the same directory, renames it, and syncs the directory. A program
   * that opens the path finds either the old file or the complete new one. After a failure the
   * temporary file is removed, and the old file still exists unless only the sync of the directory
   * failed. The directory is opened first. Therefore a lack of descriptors, or of permission to
   * read the directory, is reported before anything has happened.
   *
   * <p>If the process ends during the call, the temporary file remains. Its name is {@code .dio-},
   * up to 16 hexadecimal digits, and {@code .tmp}. {@link #sweepTemporaries} removes such files.
   *
   * <p>The result is a new file. A symbolic link at the path is replaced and not followed. Other
   * hard links to the old file keep the old contents.
   *
   * <p>While the temporary file is written, only its owner may read and write it (0600). Before it
   * gets its name, it gets the permissions of the file that it replaces. It belongs to the user and
   * group of this process: if the old file had another group, the new group gets no more than all
   * others had. If there was no file, or a symbolic link, it gets the permissions of any new file:
   * 0666 minus the umask, or what the default access control list of the directory says. To find
   * them, an empty file is created there and removed. Access control lists, extended attributes and
   * the bits set-user-id, set-group-id and sticky of the old file are not copied.
   *
   * @param path a path of the default file system
   * @param segment the contents, native, of any length; with a {@link DirectMode} its address must
   *     be aligned, its length need not be
   * @param options at most one {@link DirectMode}; SYNC to sync all metadata too; DSYNC, which is
   *     implied
   * @throws UnsupportedOperationException if an option is not one of these
   * @throws IllegalArgumentException if the segment or the path cannot be used
   * @throws java.nio.file.FileSystemException if a call that takes a path fails; the class comment
   *     lists the types
   * @throws IOException if a write or sync fails. A retry writes the contents again. If a sync of
   *     the directory failed, a retry is refused, see {@link #syncDirectory}.
   */
  public static void writeFile(Path path, MemorySegment segment, OpenOption... options)
      throws IOException {
    WholeFile.write(path, segment, Arrays.asList(options));
  }

  /**
   * Renames a file, replaces the target, and syncs both directories, so that the new name is on the
   * device. The contents of the file are not synced; sync them before.
   *
   * <p>Both directories are opened first and must be readable. If that fails, or if one is poisoned
   * as {@link #syncDirectory} describes, nothing has happened. If the sync fails, the file has its
   * new name, but the name may be lost after a power failure. The directory is then poisoned.
   *
   * @param source the file to rename
   * @param target its new name, on the same file system
   * @throws IllegalArgumentException if a path cannot be used
   * @throws java.nio.file.FileSystemException if a directory cannot be opened or the file cannot be
   *     renamed; the class comment lists the types
   * @throws IOException if a sync fails, an {@link io.dio.align.ErrnoException}; the file then has
   *     its new name. Also if an earlier sync of one of the directories failed; nothing has
   *     happened in that case
   */
  public static void renameDurably(Path source, Path target) throws IOException {
    Directories.rename(source, target);
  }

  /**
   * Syncs a directory: waits until the names in it are on the device. This is needed after a file
   * was created, renamed or deleted in the directory. A sync of the file itself is not enough.
   *
   * <p>A failure is final. The kernel reports a lost name only once: the next sync would succeed,
   * and the name would be lost after a power failure all the same. Therefore the directory is
   * poisoned for the rest of the process, under every path that leads to it. This method, {@link
   * #renameDurably} and {@link #writeFile} then fail with the first error and do not try again.
   * Create important names again in another directory. Alternatively, let another process create
   * them after it has read the state of the device. As for files, errors which say that the sync
   * was not tried do not poison.
   *
   * @param directory the directory
   * @throws IllegalArgumentException if the path cannot be used
   * @throws java.nio.file.FileSystemException if the directory cannot be opened; the class comment
   *     lists the types. {@link java.nio.file.NotDirectoryException} if the path is not a directory
   * @throws IOException if the sync fails, or if an earlier sync failed: an {@link
   *     io.dio.align.ErrnoException}
   */
  public static void syncDirectory(Path directory) throws IOException {
    Directories.sync(directory);
  }

  /**
   * Removes the temporary files that {@link #writeFile}, or the replacement of a file by a
   * scheduler, left in a directory because its process ended during the call. Call it at the start
   * of a program, before the program writes there itself.
   *
   * @param directory the directory; subdirectories are not searched
   * @param minimumAge the time since the last modification after which a file is removed. It
   *     protects files that another thread or process is still writing; zero removes all.
   * @return the files that were removed
   * @throws IllegalArgumentException if {@code minimumAge} is negative
   * @throws IOException if the directory cannot be read, or a file cannot be removed
   */
  public static List<Path> sweepTemporaries(Path directory, Duration minimumAge)
      throws IOException {
    return TemporaryFiles.sweep(directory, minimumAge);
  }

  /**
   * {@return the largest number of bytes that the system moves in one transfer: 2 GiB minus one
   * page of the host}
   *
   * @throws IllegalCallerException if native access is not enabled for dio; the message says how to
   *     enable it
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

  /**
   * {@return whether the file lets calls in}
   *
   * <p>It does until {@link #close} is called, and after that only if {@code close} threw an {@link
   * IllegalStateException}. Another thread may close the file right after this returns.
   */
  public boolean isOpen() {
    return opened.isOpen();
  }

  /**
   * {@return what was asked for and not had, empty if nothing is missing}
   *
   * <p>{@link Degradation#what} of each is one of these; later versions may add others:
   *
   * <ul>
   *   <li>{@code "direct I/O"}: it was PREFERRED, and the file is buffered
   *   <li>{@code "reported alignment"}: the file is direct, and its {@link #alignment} is not what
   *       the kernel reports but a guess
   *   <li>{@code "durable writes"}: DSYNC or SYNC needs {@link #syncAfterWrite} on this host
   *   <li>{@code "reads by virtual threads themselves"}: a scheduler without a ring could not open
   *       the file once more, so worker threads read; it tries again
   * </ul>
   */
  public List<Degradation> degradations() {
    return opened.degradations();
  }

  /** {@return the file and its {@link #degradations} as one paragraph, for people and logs} */
  public String describe() {
    return Degradation.describe(toString(), degradations());
  }

  /**
   * {@return why the file is buffered although direct I/O was PREFERRED, empty otherwise}
   *
   * <p>It is the reason of that one of the {@link #degradations}.
   */
  public Optional<String> fallbackReason() {
    return degradations().stream()
        .filter(missing -> missing.what().equals(OpenDegradations.DIRECT_IO))
        .map(Degradation::reason)
        .findFirst();
  }

  /**
   * {@return the alignment that transfers need, determined when the file was opened}
   *
   * <p>If its source is {@link DirectAlignment.Source#STATX}, a misaligned transfer is refused with
   * an {@link IllegalArgumentException} that names the operand. If the source is BLOCK_DEVICE or
   * ASSUMED, the kernel decides, and the message of an EINVAL error contains the likely reason.
   */
  public DirectAlignment alignment() {
    return opened.facts().alignment();
  }

  /**
   * Reads until the segment is full or the file ends. This takes one pread(2). If that returns
   * fewer bytes, it is repeated for the rest, because the kernel can stop early for reasons other
   * than the end of the file.
   *
   * <p>The bytes of the segment behind those that were read are undefined. A direct read over the
   * end of the file changes them: ext4 and XFS clear them, and btrfs can bring what the last block
   * had there before the file was truncated.
   *
   * @param segment the memory to read into, native and writable, at most {@link #maxTransferBytes}.
   *     A segment of length 0 is checked like any other and reads nothing.
   * @param fileOffset the offset in the file, in bytes
   * @return the number of bytes read: fewer than requested only at the end of the file, and 0 at or
   *     behind the end
   * @throws IllegalArgumentException if an argument is invalid, or does not fit the {@link
   *     #alignment()} of this file
   * @throws IllegalStateException if the file or the segment's arena is closed, or the file was not
   *     opened for reading
   * @throws io.dio.align.ErrnoException if the system call fails
   */
  public long read(MemorySegment segment, long fileOffset) throws IOException {
    return reading.transfer(segment, fileOffset);
  }

  /**
   * Reads until a segment is full, with as many transfers as needed. The segment may be larger than
   * {@link #maxTransferBytes}.
   *
   * @param segment the memory to read into, as for {@link #read}, of any length
   * @param fileOffset the offset in the file, in bytes
   * @throws ShortTransferException if the file ends first; the bytes up to the end have been read
   * @throws io.dio.align.ErrnoException if a system call fails; the message gives the number of
   *     bytes transferred before
   */
  public void readFully(MemorySegment segment, long fileOffset) throws IOException {
    reading.transferFully(segment, fileOffset);
  }

  /**
   * Reads into several segments, one after the other (preadv), as {@link #read} does.
   *
   * @param segments the memory to read into, each segment as for {@link #read}; at most 1024
   *     segments, together at most {@link #maxTransferBytes}. For direct I/O each must be aligned.
   *     The list must not change during the call.
   * @param fileOffset the offset in the file, in bytes
   * @return the number of bytes read, as for {@link #read}
   * @throws IOException as for {@link #read}
   */
  public long readv(List<MemorySegment> segments, long fileOffset) throws IOException {
    return reading.transferVector(segments, fileOffset);
  }

  /**
   * Writes a segment with one transfer, which may be short; see {@link #writeFully}.
   *
   * @param segment the bytes to write, native, at most {@link #maxTransferBytes}. A segment of
   *     length 0 is checked like any other and writes nothing.
   * @param fileOffset the offset in the file, in bytes
   * @return the number of bytes written, which may be less than requested, for example if the disk
   *     becomes full
   * @throws IllegalArgumentException if an argument is invalid, or does not fit the {@link
   *     #alignment()} of this file
   * @throws IllegalStateException if the file or the segment's arena is closed, or the file was not
   *     opened for writing
   * @throws io.dio.align.ErrnoException if the system call fails
   */
  public long write(MemorySegment segment, long fileOffset) throws IOException {
    return writing.transfer(segment, fileOffset);
  }

  /**
   * Writes a whole segment, with as many transfers as needed. The segment may be larger than {@link
   * #maxTransferBytes}.
   *
   * @param segment the bytes to write, as for {@link #write}, of any length
   * @param fileOffset the offset in the file, in bytes
   * @throws ShortTransferException if a transfer writes nothing and reports no error
   * @throws io.dio.align.ErrnoException if a system call fails; the message gives the number of
   *     bytes transferred before
   */
  public void writeFully(MemorySegment segment, long fileOffset) throws IOException {
    writing.transferFully(segment, fileOffset);
  }

  /**
   * Writes several segments, one after the other, with one transfer (pwritev), which may be short.
   *
   * @param segments the bytes to write, each segment as for {@link #write}; at most 1024 segments,
   *     together at most {@link #maxTransferBytes}. For direct I/O each must be aligned. The list
   *     must not change during the call.
   * @param fileOffset the offset in the file, in bytes
   * @return the number of bytes written, as for {@link #write}
   * @throws IOException as for {@link #write}
   */
  public long writev(List<MemorySegment> segments, long fileOffset) throws IOException {
    return writing.transferVector(segments, fileOffset);
  }

  /**
   * Waits until everything written so far, and all metadata, is on the device: fsync(2), on macOS
   * F_FULLFSYNC. It does not sync the name of a new file; use {@link #syncDirectory} for that.
   *
   * @throws IOException if the sync fails, or if an earlier one failed; see "Durability" in the
   *     class comment
   */
  public void sync() throws IOException {
    Syncs.sync(this);
  }

  /**
   * Waits until everything written so far is on the device, with the metadata that is needed to
   * read it back: fdatasync(2), on macOS F_FULLFSYNC.
   *
   * @throws IOException if the sync fails, or if an earlier one failed; see "Durability" in the
   *     class comment
   */
  public void dataSync() throws IOException {
    Syncs.dataSync(this);
  }

  /**
   * Makes the writes of a file that was opened with DSYNC or SYNC durable on systems where the open
   * option does not. Call it after the writes. It does nothing for other files. On Linux it does
   * nothing, because the writes are durable already.
   *
   * @throws IOException as for {@link #sync()}; also if a write has poisoned the file
   */
  public void syncAfterWrite() throws IOException {
    Syncs.syncAfterWrite(this);
  }

  /**
   * Reserves storage for the bytes from 0 to {@code byteSize}. If the file is smaller, it grows to
   * this size; it never shrinks. On macOS, holes inside the file remain holes.
   *
   * <p>If the space runs out during the call, the file keeps its size, and the storage that the
   * call has reserved behind the end of the file is released. This release truncates the file.
   * Therefore it is not done while other threads use this object, because it could cut off bytes
   * that they append; the message then gives the size that remains reserved. It can also cut off
   * bytes that are appended at the same moment through another opening of the file.
   *
   * @param byteSize the size in bytes; 0 reserves nothing
   * @return UNSUPPORTED if the file system cannot reserve storage; the file is unchanged in that
   *     case. The method never writes blocks instead.
   * @throws IllegalArgumentException if {@code byteSize} is negative
   * @throws IOException if the call fails; with ENOSPC if there is not enough space
   */
  public AllocationResult allocate(long byteSize) throws IOException {
    return Storage.allocate(this, byteSize);
  }

  /**
   * {@return the size in bytes that the file system reports; for a block device, the size of the
   * device}
   *
   * <p>Reading does not always end at this size. Files in /proc report 0 but have contents, and
   * files in sysfs report a page but have less. Any file may grow or shrink after the call. Only a
   * read that returns 0 bytes proves the end of a file.
   *
   * @throws IOException if it fails
   */
  public long size() throws IOException {
    return Storage.size(this);
  }

  /**
   * {@return the storage that the file occupies, in bytes; it is less than the size if the file has
   * holes}
   *
   * @throws IOException if it fails
   */
  public long allocatedBytes() throws IOException {
    return Storage.allocatedBytes(this);
  }

  /**
   * Sets the size of the file: cuts off its end, or appends a hole. Use it to set the true size
   * after direct writes that had to be padded.
   *
   * @param byteSize the new size in bytes, of any alignment
   * @throws IllegalArgumentException if {@code byteSize} is negative
   * @throws IOException if it fails
   */
  public void truncate(long byteSize) throws IOException {
    Storage.truncate(this, byteSize);
  }

  /**
   * {@return the size in bytes of the blocks that {@link #punchHole} releases, a power of two}
   *
   * <p>It is the block size of the file system, or the logical sector size of a block device. If
   * the file system does not report one, it is 4096.
   *
   * @throws IOException if it fails
   */
  public int blockSize() throws IOException {
    return Storage.blockSize(this);
  }

  /**
   * Releases the storage of a range. The range then reads as zeros, and the file keeps its size.
   * Only whole blocks of {@link #blockSize} bytes inside the range are punched, see {@link
   * HoleRange#within}.
   *
   * @param fileOffset the first byte of the range
   * @param length the length of the range, in bytes
   * @return the number of bytes punched; 0 if the range contains no whole block
   * @throws IllegalArgumentException if a number is negative, or if the end of the range is beyond
   *     the largest offset
   * @throws IOException if it fails, with EOPNOTSUPP if the file system does not support holes
   */
  public long punchHole(long fileOffset, long length) throws IOException {
    return Storage.punchHole(this, fileOffset, length);
  }

  /**
   * Tells the system how a range will be used. It has an effect only on buffered files. If the
   * system has no such advice, the call does nothing; see {@link Platform#usesFadvise()}.
   *
   * @param fileOffset the first byte of the range
   * @param length the length of the range, in bytes; 0 means up to the end of the file
   * @param advice the expected use
   * @throws IllegalArgumentException if a number is negative, or if the end of the range is beyond
   *     the largest offset
   * @throws IOException if it fails
   */
  public void advise(long fileOffset, long length, Advice advice) throws IOException {
    Storage.advise(this, fileOffset, length, advice);
  }

  /**
   * Copies a range to another file. If possible, the kernel copies it (copy_file_range, which may
   * share blocks); otherwise the bytes are copied through memory. Offsets and length need no
   * alignment: parts that direct I/O cannot copy are copied through the page cache. A hole may or
   * may not remain a hole.
   *
   * @param target the file to copy to, opened for writing; this file only if the ranges do not
   *     overlap
   * @param fileOffset the first byte to copy
   * @param targetOffset the offset of this byte in the target, in bytes
   * @param length the number of bytes to copy
   * @return the number of bytes copied; less than requested if this file ends first. The end is
   *     where {@link #read} returns 0 bytes, even if {@link #size} reports another value.
   * @throws IllegalArgumentException if a number is negative, if an end is beyond the largest
   *     offset, or if the ranges overlap
   * @throws IOException if it fails; the message gives the number of bytes transferred before
   */
  public long copyTo(DioFile target, long fileOffset, long targetOffset, long length)
      throws IOException {
    return FileCopy.copy(this, fileOffset, target, targetOffset, length);
  }

  /**
   * Poisons the file, as if a sync of it had failed. From then on every sync and durable write
   * fails with this failure and is not tried, and {@link #close} reports it. Those in progress may
   * succeed or fail. If the file is poisoned already, the first failure stays.
   *
   * <p>It has two uses. A test that injects a failed sync gets a file that behaves as after a real
   * one; {@code IoScheduler} has an example. A program that makes a file durable by other means,
   * such as a sync of the whole file system, can report that this failed.
   *
   * <p>Every error poisons here, also those that would not poison if the kernel reported them. A
   * poisoned file cannot be healed; open it again.
   *
   * @param failure the failed call; later exceptions name it and have it as their cause
   */
  public void poison(ErrnoException failure) {
    opened.poison().inflict(Objects.requireNonNull(failure, "failure"));
  }

  /**
   * Waits for all calls and operations that hold the file, and closes it. If the file is already
   * closed, the method does nothing. If another thread is closing the file, the method waits for
   * that thread. An interrupt does not end the wait.
   *
   * @throws IllegalStateException if called on a thread that completes I/O, for example in a
   *     callback, while a call or operation holds the file. The file then stays open.
   * @throws IOException the failure that poisoned the file, or a failure of close(2), which is not
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

  /** {@return the path and what kind of file it is, for diagnostics} */
  @Override
  public String toString() {
    return "DioFile["
        + path
        + ", "
        + (isDirect() ? "direct, " + alignment() : "buffered")
        + (isOpen() ? "]" : ", closed]");
  }

  /** {@return another opening of the same file, with the given access and without direct I/O} */
  DioFile bufferedView(int flags) throws IOException {
    return opened.reopenBuffered(flags, new Front(path));
  }

  /** {@return the flags of open(2) with which this file's writes are made durable} */
  int durabilityFlags() {
    return opened.facts().request().flags(HostFiles.current().openFlags())
        & ~OpenFlags.O_RDWR
        & ~OpenFlags.O_WRONLY;
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

  /**
   * Ends a hold. It keeps this object reachable up to here, so that the cleaner does not close the
   * descriptor earlier.
   */
  void release() {
    try {
      opened.release();
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
