// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.iosched.internal.door.Door;
import io.dio.iosched.internal.request.Request;
import io.dio.mempool.PooledMemory;
import io.dio.sys.Advice;
import io.dio.sys.DioFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An operation on a file, or a chain of operations, to be submitted to an {@link IoScheduler}. It
 * is an immutable value. Any thread can submit it, any number of times, to any scheduler. An
 * operation on a {@link FileSlot} can be submitted only to the scheduler that owns the slot.
 *
 * {@snippet :
 * // Writes a record and makes it durable. If the write fails, the sync is not issued.
 * Op commit = Op.write(file, record, fileOffset).link(Op.dataSync(file));
 * Ticket ticket = scheduler.submit(commit);
 * ticket.await(); // the record is on the device
 * }
 *
 * <p><b>Checks.</b> The factory methods refuse arguments that can never work. These are null, a
 * heap segment, a read-only segment as the target of a read, a negative or overflowing offset, a
 * transfer above {@link #maxTransferBytes}, and more than {@link #MAX_PIECES} pieces. If the file
 * system reports the {@linkplain DioFile#alignment() alignment} of the file, a misaligned address,
 * length or offset is refused as well. Conditions that can change later are checked at submission:
 * whether the file is closed, and whether the memory was released. A transfer of length 0 is
 * checked like any other and transfers nothing.
 *
 * <p><b>Memory.</b> From submission until completion the kernel may use the memory. An operation on
 * {@link PooledMemory} retains it for that time, so the caller may release it early. For a part of
 * pooled memory use a {@linkplain PooledMemory#slice slice}; for several parts use {@link
 * #readvPooled} and {@link #writevPooled}. A bare segment cannot be retained: its arena must stay
 * open until the ticket is done. Otherwise the kernel may write into memory that already has
 * another owner. If the arena is found closed at completion, the ticket fails and the error is
 * logged. The segment may be confined, shared, automatic or global, and may belong to any thread.
 *
 * <p><b>Chains.</b> {@link #link} and {@link #hardLink} combine several operations into one
 * submission. Each operation starts when the one before it has ended. A chain is accepted as a
 * whole. Its ticket is done when all its operations have ended, and holds the {@linkplain
 * Ticket#results() result} of each. A ring gets the whole chain at once, with three exceptions:
 *
 * <ul>
 *   <li>A hard-linked operation is issued when the operation before it has ended. Otherwise the
 *       kernel would start it even after a cancellation.
 *   <li>An operation linked behind a sync, or behind an operation that changes the storage of a
 *       file, is issued when that has succeeded. Otherwise the kernel would start it even after a
 *       failure.
 *   <li>A truncation, a change of names and a sync of a directory are issued by themselves, because
 *       a ring may lack them.
 * </ul>
 *
 * <p><b>Slots.</b> Each operation on a {@link DioFile} exists for a {@link FileSlot} too. For a
 * slot the factory methods cannot check access mode and alignment, because the file is not known
 * yet. {@link #openInto} says when the access mode is checked at submission. The kernel reports
 * everything else.
 *
 * @since 0.1.0
 */
public sealed interface Op permits Request {
  /** The most pieces of one vectored operation (IOV_MAX, see readv(2)). */
  int MAX_PIECES = 1024;

  /**
   * {@return the largest number of bytes in one operation: 2 GiB minus one page of the host, see
   * read(2)}
   *
   * @throws IllegalCallerException if native access is not enabled for dio; the message says how to
   *     enable it
   * @throws UnsupportedOperationException if the host is neither Linux nor macOS
   */
  static long maxTransferBytes() {
    return DioFile.maxTransferBytes();
  }

  private static DioFile required(DioFile file) {
    return Objects.requireNonNull(file, "file");
  }

  private static FileSlot required(FileSlot slot) {
    return Objects.requireNonNull(slot, "slot");
  }

  // ---- reads ----

  /**
   * {@return a read into {@code target} from {@code fileOffset}} If the ticket reports fewer bytes
   * than requested, the file ended there; 0 means that the offset is at or behind the end. If the
   * kernel stops earlier, the scheduler reads the rest, and if that fails, the read fails. The
   * bytes of {@code target} behind those that were read are undefined, see {@link
   * DioFile#read(MemorySegment, long)}.
   *
   * @param file open for reading
   * @param target native and writable; its whole length is read. For direct I/O its address and
   *     length must be aligned as {@link DioFile#alignment()} says.
   * @param fileOffset offset in the file, in bytes; for direct I/O also aligned
   */
  static Op read(DioFile file, MemorySegment target, long fileOffset) {
    return Door.transfer(Verb.READ, required(file), null, target, null, fileOffset);
  }

  /**
   * {@return a read as {@link #read(DioFile, MemorySegment, long)}, into memory that the scheduler
   * retains until completion}
   *
   * @param file open for reading
   * @param target pooled memory, retained until completion; for direct I/O aligned
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   */
  static Op read(DioFile file, PooledMemory target, long fileOffset) {
    Objects.requireNonNull(target, "target");
    return Door.transfer(Verb.READ, required(file), null, target.segment(), target, fileOffset);
  }

  /**
   * {@return a read as {@link #read(DioFile, MemorySegment, long)}, from the file in a slot}
   *
   * @param slot the slot; its file must be open for reading when the read starts
   * @param target native and writable; for direct I/O aligned
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   */
  static Op read(FileSlot slot, MemorySegment target, long fileOffset) {
    return Door.transfer(Verb.READ, null, required(slot), target, null, fileOffset);
  }

  /**
   * {@return a read as {@link #read(DioFile, PooledMemory, long)}, from the file in a slot}
   *
   * @param slot the slot; its file must be open for reading when the read starts
   * @param target pooled memory, retained until completion; for direct I/O aligned
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   */
  static Op read(FileSlot slot, PooledMemory target, long fileOffset) {
    Objects.requireNonNull(target, "target");
    return Door.transfer(Verb.READ, null, required(slot), target.segment(), target, fileOffset);
  }

  /**
   * {@return one read from {@code fileOffset} that fills {@code targets} in order}
   *
   * @param file open for reading
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @param targets 1 to {@link #MAX_PIECES} native, writable segments; for direct I/O each piece is
   *     aligned in address and length; the list is copied
   */
  static Op readv(DioFile file, List<MemorySegment> targets, long fileOffset) {
    return Door.vector(Verb.READV, required(file), null, targets, fileOffset);
  }

  /**
   * {@return a vectored read as {@link #readv(DioFile, List, long)}, from the file in a slot}
   *
   * @param slot the slot; its file must be open for reading when the read starts
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @param targets 1 to {@link #MAX_PIECES} native, writable segments; the list is copied
   */
  static Op readv(FileSlot slot, List<MemorySegment> targets, long fileOffset) {
    return Door.vector(Verb.READV, null, required(slot), targets, fileOffset);
  }

  /**
   * {@return a vectored read as {@link #readv(DioFile, List, long)}, into memory that the scheduler
   * retains} Each piece is retained until completion. A {@linkplain PooledMemory#slice slice}
   * retains the whole buffer or slot that it is part of.
   *
   * @param file open for reading
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @param targets 1 to {@link #MAX_PIECES} pieces of pooled memory; for direct I/O each piece is
   *     aligned in address and length; the list is copied
   * @throws IllegalStateException if one of the pieces was released
   */
  static Op readvPooled(DioFile file, List<? extends PooledMemory> targets, long fileOffset) {
    return Door.pooledVector(Verb.READV, required(file), null, targets, fileOffset);
  }

  /**
   * {@return a vectored read as {@link #readvPooled(DioFile, List, long)}, from the file in a slot}
   *
   * @param slot the slot; its file must be open for reading when the read starts
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @param targets 1 to {@link #MAX_PIECES} pieces of pooled memory; the list is copied
   * @throws IllegalStateException if one of the pieces was released
   */
  static Op readvPooled(FileSlot slot, List<? extends PooledMemory> targets, long fileOffset) {
    return Door.pooledVector(Verb.READV, null, required(slot), targets, fileOffset);
  }

  // ---- writes ----

  /**
   * {@return a write of {@code source} at {@code fileOffset}} If fewer bytes are written, the
   * ticket fails with {@link io.dio.sys.ShortTransferException}.
   *
   * @param file open for writing
   * @param source native; its whole length is written, and its bytes must not change until
   *     completion. For direct I/O its address and length must be aligned as {@link
   *     DioFile#alignment()} says.
   * @param fileOffset offset in the file, in bytes; for direct I/O also aligned
   */
  static Op write(DioFile file, MemorySegment source, long fileOffset) {
    return Door.transfer(Verb.WRITE, required(file), null, source, null, fileOffset);
  }

  /**
   * {@return a write as {@link #write(DioFile, MemorySegment, long)}, from memory that the
   * scheduler retains until completion}
   *
   * @param file open for writing
   * @param source pooled memory, retained until completion; for direct I/O aligned
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   */
  static Op write(DioFile file, PooledMemory source, long fileOffset) {
    Objects.requireNonNull(source, "source");
    return Door.transfer(Verb.WRITE, required(file), null, source.segment(), source, fileOffset);
  }

  /**
   * {@return a write as {@link #write(DioFile, MemorySegment, long)}, to the file in a slot}
   *
   * @param slot the slot; its file must be open for writing when the write starts
   * @param source native; for direct I/O aligned; its bytes must not change until completion
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   */
  static Op write(FileSlot slot, MemorySegment source, long fileOffset) {
    return Door.transfer(Verb.WRITE, null, required(slot), source, null, fileOffset);
  }

  /**
   * {@return a write as {@link #write(DioFile, PooledMemory, long)}, to the file in a slot}
   *
   * @param slot the slot; its file must be open for writing when the write starts
   * @param source pooled memory, retained until completion; for direct I/O aligned
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   */
  static Op write(FileSlot slot, PooledMemory source, long fileOffset) {
    Objects.requireNonNull(source, "source");
    return Door.transfer(Verb.WRITE, null, required(slot), source.segment(), source, fileOffset);
  }

  /**
   * {@return one write at {@code fileOffset} of the bytes of all {@code sources} in order}
   *
   * @param file open for writing
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @param sources 1 to {@link #MAX_PIECES} native segments; for direct I/O each piece is aligned
   *     in address and length; the list is copied
   */
  static Op writev(DioFile file, List<MemorySegment> sources, long fileOffset) {
    return Door.vector(Verb.WRITEV, required(file), null, sources, fileOffset);
  }

  /**
   * {@return a vectored write as {@link #writev(DioFile, List, long)}, to the file in a slot}
   *
   * @param slot the slot; its file must be open for writing when the write starts
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @param sources 1 to {@link #MAX_PIECES} native segments; the list is copied
   */
  static Op writev(FileSlot slot, List<MemorySegment> sources, long fileOffset) {
    return Door.vector(Verb.WRITEV, null, required(slot), sources, fileOffset);
  }

  /**
   * {@return a vectored write as {@link #writev(DioFile, List, long)}, from memory that the
   * scheduler retains} Each piece is retained until completion. A {@linkplain PooledMemory#slice
   * slice} retains the whole buffer or slot that it is part of.
   *
   * @param file open for writing
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @param sources 1 to {@link #MAX_PIECES} pieces of pooled memory; for direct I/O each piece is
   *     aligned in address and length; the list is copied
   * @throws IllegalStateException if one of the pieces was released
   */
  static Op writevPooled(DioFile file, List<? extends PooledMemory> sources, long fileOffset) {
    return Door.pooledVector(Verb.WRITEV, required(file), null, sources, fileOffset);
  }

  /**
   * {@return a vectored write as {@link #writevPooled(DioFile, List, long)}, to the file in a slot}
   *
   * @param slot the slot; its file must be open for writing when the write starts
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @param sources 1 to {@link #MAX_PIECES} pieces of pooled memory; the list is copied
   * @throws IllegalStateException if one of the pieces was released
   */
  static Op writevPooled(FileSlot slot, List<? extends PooledMemory> sources, long fileOffset) {
    return Door.pooledVector(Verb.WRITEV, null, required(slot), sources, fileOffset);
  }

  // ---- durability and space ----

  /**
   * {@return an fsync(2), which makes the data and metadata of completed writes durable} It does
   * not cover writes that are still in flight.
   *
   * <p>Syncs of one file share calls of the kernel (group commit). While one is in progress, those
   * that come wait. The next call is then made for all of them. {@link SchedulerStats#syncCalls}
   * counts the calls.
   *
   * @param file the file to sync
   */
  static Op sync(DioFile file) {
    return Door.sync(required(file), null);
  }

  /**
   * {@return a sync as {@link #sync(DioFile)}, of the file in a slot}
   *
   * @param slot the slot of the file to sync
   */
  static Op sync(FileSlot slot) {
    return Door.sync(null, required(slot));
  }

  /**
   * {@return an fdatasync(2), which makes the data of completed writes durable, and the metadata
   * that is needed to read it back} It does not cover writes that are still in flight.
   *
   * @param file the file to sync
   */
  static Op dataSync(DioFile file) {
    return Door.dataSync(required(file), null);
  }

  /**
   * {@return a sync as {@link #dataSync(DioFile)}, of the file in a slot}
   *
   * @param slot the slot of the file to sync
   */
  static Op dataSync(FileSlot slot) {
    return Door.dataSync(null, required(slot));
  }

  /**
   * {@return a commit point: it waits for all writes of {@code file} that the same scheduler
   * accepted earlier, and then makes them durable with one fdatasync(2)} If it succeeds, those of
   * the writes that succeeded are durable. It shares the call with other syncs, as {@link
   * #sync(DioFile)} does.
   *
   * @param file the file to sync
   */
  static Op barrierSync(DioFile file) {
    return Door.barrierSync(required(file), null);
  }

  /**
   * {@return a commit point as {@link #barrierSync(DioFile)}, of the file in a slot}
   *
   * @param slot the slot of the file to sync
   */
  static Op barrierSync(FileSlot slot) {
    return Door.barrierSync(null, required(slot));
  }

  /**
   * {@return a sync_file_range(2), which writes the dirty pages of a range to the device and waits
   * until they are written} It spreads the work of a later {@link #dataSync} over time, so that the
   * sync is short.
   *
   * <p><b>It makes nothing durable.</b> It writes no metadata: not the size of the file, and not
   * the places of new blocks. It does not flush the cache of the device. On file systems that never
   * overwrite a block in place, such as btrfs, even the bytes of an overwrite cannot be found after
   * a crash. Only a sync promises durability.
   *
   * <p>If it fails, it poisons the file as a failed sync does, because the kernel reports a lost
   * write only once: a later sync would succeed. The call exists only on Linux; elsewhere the
   * ticket fails with ENOSYS.
   *
   * @param file the file
   * @param fileOffset the first byte of the range
   * @param length the length of the range in bytes, at most 4 GiB - 1; 0 means the rest of the file
   */
  static Op syncRange(DioFile file, long fileOffset, long length) {
    return Door.syncRange(required(file), null, fileOffset, length);
  }

  /**
   * {@return a write-back as {@link #syncRange(DioFile, long, long)}, of the file in a slot}
   *
   * @param slot the slot of the file
   * @param fileOffset the first byte of the range
   * @param length the length of the range in bytes, at most 4 GiB - 1; 0 means the rest of the file
   */
  static Op syncRange(FileSlot slot, long fileOffset, long length) {
    return Door.syncRange(null, required(slot), fileOffset, length);
  }

  /**
   * {@return an fallocate(2), which reserves blocks from the start of the file up to {@code
   * byteSize}} If the file is smaller, it grows to this size; it never shrinks. If the file system
   * cannot reserve blocks, the ticket fails with EOPNOTSUPP. The scheduler never writes zeros
   * instead.
   *
   * <p>If the space runs out during the call (ENOSPC, EDQUOT), some file systems, such as ext4,
   * leave the file grown and keep the blocks reserved so far. The message of the exception says so.
   * Truncate the file to its old size with {@link DioFile#truncate} to release them. {@link
   * DioFile#allocate} does this by itself.
   *
   * @param file open for writing
   * @param byteSize the size in bytes up to which blocks are reserved, at least 1
   * @throws IllegalStateException if the file was not opened for writing
   */
  static Op allocate(DioFile file, long byteSize) {
    return Door.allocation(required(file), null, byteSize);
  }

  /**
   * {@return an allocation as {@link #allocate(DioFile, long)}, for the file in a slot}
   *
   * @param slot the slot; its file must be open for writing when the allocation starts
   * @param byteSize the size in bytes up to which blocks are reserved, at least 1
   */
  static Op allocate(FileSlot slot, long byteSize) {
    return Door.allocation(null, required(slot), byteSize);
  }

  /**
   * {@return an ftruncate(2), which sets the size of the file: it cuts off the end, or appends a
   * hole} A ring has this operation since Linux 6.9. On older kernels a thread of the scheduler
   * makes the call.
   *
   * <p>It does not wait for operations that are in flight. A write behind the new size that ends
   * later makes the file grow again. Submit it when the ticket of a {@link #drain} is done, or link
   * it behind the writes in one chain.
   *
   * @param file open for writing
   * @param byteSize the new size in bytes, of any alignment
   * @throws IllegalArgumentException if {@code byteSize} is negative
   * @throws IllegalStateException if the file was not opened for writing
   */
  static Op truncate(DioFile file, long byteSize) {
    return Door.truncation(required(file), null, byteSize);
  }

  /**
   * {@return a truncation as {@link #truncate(DioFile, long)}, of the file in a slot} On a ring of
   * a kernel before Linux 6.9 the ticket fails with EOPNOTSUPP, because only a ring can reach the
   * file of a slot there.
   *
   * @param slot the slot; its file must be open for writing when the truncation starts
   * @param byteSize the new size in bytes, of any alignment
   */
  static Op truncate(FileSlot slot, long byteSize) {
    return Door.truncation(null, required(slot), byteSize);
  }

  /**
   * {@return a release of the storage of a range, which then reads as zeros} The file keeps its
   * size. See FALLOC_FL_PUNCH_HOLE in fallocate(2).
   *
   * <p>Storage is released in whole {@linkplain DioFile#blockSize blocks}. On Linux a part of a
   * block at an end of the range is filled with zeros and keeps its storage; the range of a block
   * device must consist of whole sectors. On macOS the range must consist of whole blocks. If the
   * file system has no holes, the ticket fails with EOPNOTSUPP.
   *
   * @param file open for writing
   * @param fileOffset the first byte of the range
   * @param length the length of the range in bytes, at least 1
   * @throws IllegalStateException if the file was not opened for writing
   */
  static Op punchHole(DioFile file, long fileOffset, long length) {
    return Door.holePunch(required(file), null, fileOffset, length);
  }

  /**
   * {@return a hole as {@link #punchHole(DioFile, long, long)}, in the file in a slot}
   *
   * @param slot the slot; its file must be open for writing when the operation starts
   * @param fileOffset the first byte of the range
   * @param length the length of the range in bytes, at least 1
   */
  static Op punchHole(FileSlot slot, long fileOffset, long length) {
    return Door.holePunch(null, required(slot), fileOffset, length);
  }

  /**
   * {@return an operation that makes a range read as zeros and keeps storage reserved for it} The
   * file grows if the range ends behind its end. Usually no zeros are written; the file system
   * marks the blocks. Use it to recycle a preallocated log. See FALLOC_FL_ZERO_RANGE in
   * fallocate(2).
   *
   * <p>If the file system has no such operation, the ticket fails with EOPNOTSUPP; ext4, xfs and
   * btrfs have it, tmpfs has not. The scheduler never writes zeros instead. macOS has no such call.
   *
   * @param file open for writing
   * @param fileOffset the first byte of the range
   * @param length the length of the range in bytes, at least 1
   * @throws IllegalStateException if the file was not opened for writing
   */
  static Op zeroRange(DioFile file, long fileOffset, long length) {
    return Door.zeroRange(required(file), null, fileOffset, length);
  }

  /**
   * {@return a range of zeros as {@link #zeroRange(DioFile, long, long)}, in the file in a slot}
   *
   * @param slot the slot; its file must be open for writing when the operation starts
   * @param fileOffset the first byte of the range
   * @param length the length of the range in bytes, at least 1
   */
  static Op zeroRange(FileSlot slot, long fileOffset, long length) {
    return Door.zeroRange(null, required(slot), fileOffset, length);
  }

  /**
   * {@return advice to the system on how a range will be used, as {@link DioFile#advise}} Use it
   * with WILL_NEED to read ahead into the page cache while the program does something else.
   *
   * @param file the file; advice has an effect only on buffered files
   * @param fileOffset the first byte of the range
   * @param length the length of the range in bytes, at most 4 GiB - 1; 0 means the rest of the file
   * @param advice the expected use
   */
  static Op advise(DioFile file, long fileOffset, long length, Advice advice) {
    return Door.advice(required(file), null, fileOffset, length, advice);
  }

  /**
   * {@return advice as {@link #advise(DioFile, long, long, Advice)}, for the file in a slot}
   *
   * @param slot the slot of the file
   * @param fileOffset the first byte of the range
   * @param length the length of the range in bytes, at most 4 GiB - 1; 0 means the rest of the file
   * @param advice the expected use
   */
  static Op advise(FileSlot slot, long fileOffset, long length, Advice advice) {
    return Door.advice(null, required(slot), fileOffset, length, advice);
  }

  /**
   * {@return a barrier that completes when all operations on {@code file} that the same scheduler
   * accepted earlier have completed} It makes no system call and makes nothing durable. It cannot
   * be part of a chain.
   *
   * @param file the file whose operations to wait for
   */
  static Op drain(DioFile file) {
    return Door.simple(Verb.DRAIN, required(file), null);
  }

  /**
   * {@return a barrier as {@link #drain(DioFile)}, for the file in a slot}
   *
   * @param slot the slot whose operations to wait for
   */
  static Op drain(FileSlot slot) {
    return Door.simple(Verb.DRAIN, null, required(slot));
  }

  // ---- files ----

  /**
   * {@return an opening of {@code path}, whose ticket {@linkplain Ticket#file() hands the file
   * over}} It does the same as {@link DioFile#open(Path, OpenOption...)}, with the same options and
   * errors, but the submitting thread does not wait. It cannot be part of a chain, because the
   * other operations could not refer to the file. Use {@link #openInto} for that.
   *
   * @param path a path of the default file system
   * @param options as for {@link DioFile#open(Path, OpenOption...)}
   */
  static Op open(Path path, OpenOption... options) {
    return Door.opening(path, options);
  }

  /**
   * {@return an opening of {@code path} into a slot} It first waits for the operations accepted
   * earlier for the slot. It then closes the file that the slot holds. Operations accepted later
   * for the slot wait until the whole chain of this opening has ended.
   *
   * <p>The file is opened as {@link DioFile#open} opens it, with the same errors. A pipe, a
   * directory or a device without blocks is refused, and the opening never waits for it. The slot
   * then keeps its old file. The ticket fails with the exception types of {@code java.nio.file}
   * that {@link DioFile} lists. On a ring the process has a file descriptor only until the file is
   * in the slot. Closing that descriptor releases all locks of fcntl(2) that this process holds on
   * the file, see close(2). {@link io.dio.sys.DirectMode#PREFERRED} is refused here, because a slot
   * cannot report whether its file became direct or buffered.
   *
   * <p>A read, write or allocation is refused at submission if the file in the slot was not opened
   * for it. If another opening of the slot has not ended yet, the scheduler cannot know which file
   * the slot will hold. The operation is then accepted and fails with EBADF.
   *
   * @param slot the slot that will hold the file
   * @param path a path of the default file system, shorter than 4096 bytes
   * @param options as for {@link DioFile#open(Path, OpenOption...)}, but for PREFERRED
   */
  static Op openInto(FileSlot slot, Path path, OpenOption... options) {
    return Door.openingInto(required(slot), path, options);
  }

  /**
   * {@return a closing of the file in a slot} It first waits for the operations accepted earlier
   * for the slot. Operations submitted after it are refused until the closing has completed. It
   * does not report earlier failed syncs of the file again; check the tickets of the syncs.
   *
   * @param slot the slot to empty
   */
  static Op close(FileSlot slot) {
    return Door.simple(Verb.CLOSE, null, required(slot));
  }

  // ---- names ----

  /**
   * {@return a rename(2), which gives a file another name and replaces a file that has this name}
   * The replacement is atomic: each reader finds the old file or the new one.
   *
   * <p>Neither the contents nor the name are durable by this. Sync the contents before the rename:
   * otherwise the new name may lead to an empty file after a power failure. Link a {@link
   * #syncDirectory} of the target's directory behind the rename. If the source is in another
   * directory, sync that directory next.
   *
   * <p>Operations on names have neither a file nor a slot. So no barrier waits for them, and only a
   * chain orders them.
   *
   * @param source the present name
   * @param target the new name, on the same file system
   * @throws IllegalArgumentException if a path cannot be used. If the call fails, the ticket fails
   *     with the exception types of {@code java.nio.file} that {@link DioFile} lists.
   */
  static Op rename(Path source, Path target) {
    return Door.rename(source, target);
  }

  /**
   * {@return an unlink(2), which removes the name of a file} The storage is released when the last
   * name is removed and the last opening is closed. A directory is refused. After a power failure
   * the name may be there again, unless a {@link #syncDirectory} has followed.
   *
   * @param path the name to remove; a symbolic link is removed itself
   * @throws IllegalArgumentException if the path cannot be used. If the call fails, the ticket
   *     fails as for {@link #rename}.
   */
  static Op unlink(Path path) {
    return Door.unlink(path);
  }

  /**
   * {@return a sync of a directory, which makes the names in it durable} It has the rules of {@link
   * DioFile#syncDirectory}: if it fails, the directory is poisoned for the rest of the process. No
   * ring can open a directory and sync it in one operation, so a thread of the scheduler makes the
   * calls.
   *
   * @param directory the directory, which must be readable
   * @throws IllegalArgumentException if the path cannot be used
   */
  static Op syncDirectory(Path directory) {
    return Door.syncDirectory(directory);
  }

  /**
   * {@return a chain that replaces a whole file atomically and durably} After a crash or a power
   * failure the file has the old contents or the new ones, and the new ones if the ticket has
   * succeeded. It does with one submission what {@link DioFile#writeFile} does with several
   * blocking calls:
   *
   * {@snippet :
   * Path temporary = target.resolveSibling(".dio-....tmp"); // a new name at each call
   * Op.openInto(slot, temporary, WRITE, CREATE, TRUNCATE_EXISTING)
   *     .link(Op.write(slot, contents, 0))
   *     .link(Op.dataSync(slot))
   *     .link(Op.close(slot))
   *     .link(Op.rename(temporary, target))
   *     .link(Op.syncDirectory(target.resolveSibling(".")));
   * }
   *
   * <p>In addition, only the owner may read the temporary file. Before the rename, a thread of the
   * scheduler gives it the permissions that {@link DioFile#writeFile} describes.
   *
   * <p>Build such a chain yourself for other options or several writes.
   *
   * <p>If an operation before the rename fails, {@code target} is unchanged. The temporary file
   * then remains, and the slot may still hold it. Submit the same operation again to use both
   * again, or remove the file with {@link DioFile#sweepTemporaries}. If the sync of the directory
   * fails, the file has its new contents, but may have the old ones after a power failure.
   *
   * <p>{@code writeFile} opens the directory first. This chain opens it after the rename. So if the
   * directory is not readable or {@linkplain DioFile#syncDirectory poisoned}, the file is replaced
   * and the ticket fails.
   *
   * @param slot a slot to work in; a file that it holds is closed first
   * @param target the file to replace or create, on the default file system
   * @param contents the new contents, native, at most {@link #maxTransferBytes}; its bytes must not
   *     change until completion
   * @throws IllegalArgumentException if an argument cannot be used
   */
  static Op replaceFile(FileSlot slot, Path target, MemorySegment contents) {
    return replacement(slot, target, write(slot, contents, 0));
  }

  /**
   * {@return a replacement as {@link #replaceFile(FileSlot, Path, MemorySegment)}, from memory that
   * the scheduler retains until completion}
   *
   * @param slot a slot to work in; a file that it holds is closed first
   * @param target the file to replace or create, on the default file system
   * @param contents pooled memory, retained until completion; all of it is written
   * @throws IllegalArgumentException if an argument cannot be used
   */
  static Op replaceFile(FileSlot slot, Path target, PooledMemory contents) {
    return replacement(slot, target, write(slot, contents, 0));
  }

  private static Op replacement(FileSlot slot, Path target, Op write) {
    Path temporary = Door.temporaryBeside(Objects.requireNonNull(target, "target"));
    return Door.openingTemporary(required(slot), temporary)
        .link(write)
        .link(dataSync(slot))
        .link(close(slot))
        .link(Door.publish(temporary, target))
        .link(syncDirectory(target.resolveSibling(".")));
  }

  // ---- what it is ----

  /** {@return what it asks of the kernel; of a chain its first operation} */
  Verb verb();

  /** {@return the file that it is on, empty for a slot, for an opening and for names} */
  Optional<DioFile> file();

  /** {@return the slot that it is on, empty for a file and for names} */
  Optional<FileSlot> slot();

  /** {@return the start of its range in bytes from the start of the file, else 0} */
  long fileOffset();

  /** {@return the length of its range, or the size that it sets, in bytes; else 0} */
  long byteSize();

  /**
   * {@return the operations of a chain in their order, each by itself; of a single operation that
   * one} With these a program can wrap a scheduler, for example to inject faults.
   */
  List<Op> steps();

  // ---- combinations ----

  /**
   * {@return a chain of this and {@code next}, in which {@code next} runs only if everything before
   * it succeeded completely} After a failure, a short read or a short write the rest of the chain
   * is cancelled: its operations fail with ECANCELED and are not issued. If {@code next} is a
   * chain, its operations are appended and keep their own links.
   *
   * @param next an operation or chain
   * @throws IllegalArgumentException if one of the operations cannot be part of a chain: an {@link
   *     #open}, a {@link #drain}, or a {@link #durable} write. Instead of a durable write, link a
   *     write and a {@link #dataSync}.
   */
  Op link(Op next);

  /**
   * {@return a chain of this and {@code next}, in which {@code next} runs when the operation before
   * it has ended, successfully or not} There is one exception: if the operation directly before it
   * was cancelled, {@code next} is cancelled too.
   *
   * <p>With a hard link of io_uring, the kernel would start {@code next} even after a cancellation.
   * Therefore the scheduler issues {@code next} only when the operation before it has ended.
   *
   * @param next an operation or chain
   * @throws IllegalArgumentException as {@link #link}
   */
  Op hardLink(Op next);

  /**
   * {@return a copy of this write that is durable when its ticket completes successfully} The
   * effect is that of a write followed by fdatasync(2). A write that is alone is one call of the
   * kernel (RWF_DSYNC, see pwritev2(2)), which is cheaper than two. If other durable writes or
   * syncs of the same file are in progress, the scheduler writes the bytes first, and then makes
   * one sync for all of them (group commit). A failure of that sync is the failure of each. It
   * poisons the file as a failed sync does.
   *
   * <p>If the write is cancelled between the two calls, its ticket fails with ECANCELED. The bytes
   * are then written, but they may not be durable.
   *
   * @throws IllegalArgumentException if this is not a single write
   */
  Op durable();

  /**
   * {@return a copy of this transfer that requires a flag} If the kernel or the file system does
   * not support the flag, the ticket fails with {@link UnsupportedFlagException} and nothing was
   * transferred.
   *
   * @param flag the flag to add
   * @throws IllegalArgumentException if this is not a single read or write that can have the flag
   */
  Op with(TransferFlag flag);

  /**
   * {@return a copy of this transfer that prefers a flag} If the kernel or the file system does not
   * support the flag, the transfer is made without it, and {@link SchedulerStats#droppedFlags}
   * counts that.
   *
   * @param flag the flag to add; only {@link TransferFlag#DONT_CACHE} can be preferred, because
   *     programs rely on the effect of the others
   * @throws IllegalArgumentException if this is not a single read or write that can have the flag
   */
  Op preferring(TransferFlag flag);
}
