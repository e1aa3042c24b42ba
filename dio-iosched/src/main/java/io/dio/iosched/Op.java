// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.iosched.internal.door.Door;
import io.dio.iosched.internal.request.Request;
import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An operation to be scheduled, or a chain of them: an immutable value that can be submitted any
 * number of times, by any thread, to any scheduler (with a {@link FileSlot}, to the slot's).
 *
 * <p>Everything that can be wrong with an operation by itself is refused when it is made: null, a
 * heap segment, a read-only segment as the target of a read, negative or overflowing offsets, a
 * transfer above {@link #maxTransferBytes}, more than {@link #MAX_PIECES} pieces, and, on a file
 * whose {@linkplain DioFile#alignment() alignment} the file system reports, an address, length or
 * offset that is not aligned. What can change later (the file closed, the memory released) is
 * checked at submission. A transfer of length 0 is checked like any other and moves nothing.
 *
 * <p><b>Memory.</b> From submission until completion the memory belongs to the kernel. An operation
 * over {@link PooledMemory} retains it meanwhile, so that releasing it early is legal. A part of
 * pooled memory is given as a {@linkplain PooledMemory#slice slice}, and several parts to {@link
 * #readvPooled} and {@link #writevPooled}. Nobody can protect a bare segment so: its arena must
 * stay open until the ticket is done, or the kernel writes into memory that may already be someone
 * else's. An arena found closed at completion fails the ticket and is logged as the error it is.
 * The segment may be confined, shared, automatic or global, and belong to any thread.
 *
 * <p><b>Chains.</b> {@link #link} and {@link #hardLink} make one submission of several operations,
 * each of which starts when the one before it has ended. A chain is accepted whole; its ticket is
 * done when all of it is, and has each operation's own {@linkplain Ticket#results() result}. A ring
 * gets it in one piece, with two exceptions. What is hard-linked follows when the operation before
 * it has ended, because the kernel would start it after a cancellation too. What is linked behind a
 * sync or an allocation follows when that has succeeded, because the kernel would not stop at its
 * failure.
 *
 * <p><b>Slots.</b> Each verb takes a {@link FileSlot} in place of a file. What is known of a file
 * only once it is open cannot be checked beforehand there: access mode and alignment are the
 * kernel's to refuse.
 */
public sealed interface Op permits Request {
  /** The most pieces of one vectored operation (IOV_MAX, see readv(2)). */
  int MAX_PIECES = 1024;

  /**
   * {@return the most bytes that one operation moves: 2 GiB less one page of the host, see read(2)}
   *
   * @throws IllegalCallerException if native access is not enabled for dio; the message says how to
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
   * {@return a read into {@code target} from {@code fileOffset}} A count below what was asked means
   * the end of the file and nothing else; 0 means that nothing is there. Where the kernel stops
   * earlier, the rest is asked for, and if that fails, the read fails.
   *
   * @param file open for reading
   * @param target native and writable; its whole length is asked for; for direct I/O address and
   *     length are aligned as {@link DioFile#alignment()} says
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned likewise
   */
  static Op read(DioFile file, MemorySegment target, long fileOffset) {
    return Door.transfer(Verb.READ, required(file), null, target, null, fileOffset);
  }

  /**
   * {@return as {@link #read(DioFile, MemorySegment, long)}, into memory the scheduler retains}
   *
   * @param file open for reading
   * @param target native memory whose owner is retained until completion
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   */
  static Op read(DioFile file, PooledMemory target, long fileOffset) {
    Objects.requireNonNull(target, "target");
    return Door.transfer(Verb.READ, required(file), null, target.segment(), target, fileOffset);
  }

  /**
   * {@return as {@link #read(DioFile, MemorySegment, long)}, from the file in a slot}
   *
   * @param slot holds a file open for reading when the read starts
   * @param target native and writable; for direct I/O aligned
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   */
  static Op read(FileSlot slot, MemorySegment target, long fileOffset) {
    return Door.transfer(Verb.READ, null, required(slot), target, null, fileOffset);
  }

  /**
   * {@return as {@link #read(DioFile, PooledMemory, long)}, from the file in a slot}
   *
   * @param slot holds a file open for reading when the read starts
   * @param target native memory whose owner is retained until completion
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   */
  static Op read(FileSlot slot, PooledMemory target, long fileOffset) {
    Objects.requireNonNull(target, "target");
    return Door.transfer(Verb.READ, null, required(slot), target.segment(), target, fileOffset);
  }

  /**
   * {@return one read from {@code fileOffset} scattered over {@code targets} in order}
   *
   * @param file open for reading
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @param targets 1 to {@link #MAX_PIECES} native, writable segments; for direct I/O each piece is
   *     aligned in address and length; the list is copied
   */
  static Op readv(DioFile file, List<MemorySegment> targets, long fileOffset) {
    return Door.vector(Verb.READV, required(file), null, targets, fileOffset);
  }

  /**
   * {@return as {@link #readv(DioFile, List, long)}, from the file in a slot}
   *
   * @param slot holds a file open for reading when the read starts
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @param targets 1 to {@link #MAX_PIECES} native, writable segments; the list is copied
   */
  static Op readv(FileSlot slot, List<MemorySegment> targets, long fileOffset) {
    return Door.vector(Verb.READV, null, required(slot), targets, fileOffset);
  }

  /**
   * {@return as {@link #readv(DioFile, List, long)}, into memory the scheduler retains} Each piece
   * is retained until completion. A {@linkplain PooledMemory#slice slice} retains its whole.
   *
   * @param file open for reading
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @param targets 1 to {@link #MAX_PIECES} pieces of pooled memory; for direct I/O each piece is
   *     aligned in address and length; the list is copied
   * @throws IllegalStateException if one of the pieces was released
   */
  static Op readvPooled(DioFile file, List<? extends PooledMemory> targets, long fileOffset) {
    return Door.pooledVector(Verb.READV, required(file), null, targets, fileOffset);
  }

  /**
   * {@return as {@link #readvPooled(DioFile, List, long)}, from the file in a slot}
   *
   * @param slot holds a file open for reading when the read starts
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @param targets 1 to {@link #MAX_PIECES} pieces of pooled memory; the list is copied
   * @throws IllegalStateException if one of the pieces was released
   */
  static Op readvPooled(FileSlot slot, List<? extends PooledMemory> targets, long fileOffset) {
    return Door.pooledVector(Verb.READV, null, required(slot), targets, fileOffset);
  }

  // ---- writes ----

  /**
   * {@return a write of {@code source} at {@code fileOffset}} Writing less than all of it is a
   * failure, {@link io.dio.sys.ShortTransferException}.
   *
   * @param file open for writing
   * @param source native; its whole length is written; for direct I/O address and length are
   *     aligned as {@link DioFile#alignment()} says; its bytes must not change until completion
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned likewise
   */
  static Op write(DioFile file, MemorySegment source, long fileOffset) {
    return Door.transfer(Verb.WRITE, required(file), null, source, null, fileOffset);
  }

  /**
   * {@return as {@link #write(DioFile, MemorySegment, long)}, from memory the scheduler retains}
   *
   * @param file open for writing
   * @param source native memory whose owner is retained until completion
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   */
  static Op write(DioFile file, PooledMemory source, long fileOffset) {
    Objects.requireNonNull(source, "source");
    return Door.transfer(Verb.WRITE, required(file), null, source.segment(), source, fileOffset);
  }

  /**
   * {@return as {@link #write(DioFile, MemorySegment, long)}, to the file in a slot}
   *
   * @param slot holds a file open for writing when the write starts
   * @param source native; for direct I/O aligned; its bytes must not change until completion
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   */
  static Op write(FileSlot slot, MemorySegment source, long fileOffset) {
    return Door.transfer(Verb.WRITE, null, required(slot), source, null, fileOffset);
  }

  /**
   * {@return as {@link #write(DioFile, PooledMemory, long)}, to the file in a slot}
   *
   * @param slot holds a file open for writing when the write starts
   * @param source native memory whose owner is retained until completion
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   */
  static Op write(FileSlot slot, PooledMemory source, long fileOffset) {
    Objects.requireNonNull(source, "source");
    return Door.transfer(Verb.WRITE, null, required(slot), source.segment(), source, fileOffset);
  }

  /**
   * {@return one write at {@code fileOffset} gathered from {@code sources} in order}
   *
   * @param file open for writing
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @param sources 1 to {@link #MAX_PIECES} native segments; for direct I/O each piece is aligned
   *     in address and length; the list is copied
   */
  static Op writev(DioFile file, List<MemorySegment> sources, long fileOffset) {
    return Door.vector(Verb.WRITEV, required(file), null, sources, fileOffset);
  }

  /**
   * {@return as {@link #writev(DioFile, List, long)}, to the file in a slot}
   *
   * @param slot holds a file open for writing when the write starts
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @param sources 1 to {@link #MAX_PIECES} native segments; the list is copied
   */
  static Op writev(FileSlot slot, List<MemorySegment> sources, long fileOffset) {
    return Door.vector(Verb.WRITEV, null, required(slot), sources, fileOffset);
  }

  /**
   * {@return as {@link #writev(DioFile, List, long)}, from memory the scheduler retains} Each piece
   * is retained until completion. A {@linkplain PooledMemory#slice slice} retains its whole.
   *
   * @param file open for writing
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @param sources 1 to {@link #MAX_PIECES} pieces of pooled memory; for direct I/O each piece is
   *     aligned in address and length; the list is copied
   * @throws IllegalStateException if one of the pieces was released
   */
  static Op writevPooled(DioFile file, List<? extends PooledMemory> sources, long fileOffset) {
    return Door.pooledVector(Verb.WRITEV, required(file), null, sources, fileOffset);
  }

  /**
   * {@return as {@link #writevPooled(DioFile, List, long)}, to the file in a slot}
   *
   * @param slot holds a file open for writing when the write starts
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @param sources 1 to {@link #MAX_PIECES} pieces of pooled memory; the list is copied
   * @throws IllegalStateException if one of the pieces was released
   */
  static Op writevPooled(FileSlot slot, List<? extends PooledMemory> sources, long fileOffset) {
    return Door.pooledVector(Verb.WRITEV, null, required(slot), sources, fileOffset);
  }

  // ---- durability and space ----

  /**
   * {@return fsync(2): data and metadata of writes that already completed become durable} It says
   * nothing about writes still in flight.
   *
   * @param file the file to sync
   */
  static Op sync(DioFile file) {
    return Door.command(Verb.SYNC, required(file), null);
  }

  /**
   * {@return as {@link #sync(DioFile)}, for the file in a slot}
   *
   * @param slot holds the file to sync
   */
  static Op sync(FileSlot slot) {
    return Door.command(Verb.SYNC, null, required(slot));
  }

  /**
   * {@return fdatasync(2): data of writes that already completed becomes durable, and what metadata
   * reading it back needs} It says nothing about writes still in flight.
   *
   * @param file the file to sync
   */
  static Op dataSync(DioFile file) {
    return Door.command(Verb.DATA_SYNC, required(file), null);
  }

  /**
   * {@return as {@link #dataSync(DioFile)}, for the file in a slot}
   *
   * @param slot holds the file to sync
   */
  static Op dataSync(FileSlot slot) {
    return Door.command(Verb.DATA_SYNC, null, required(slot));
  }

  /**
   * {@return a commit point: it waits for the writes that the same scheduler accepted for {@code
   * file} before it, and then makes them durable with one fdatasync(2)} Its success covers those
   * writes that themselves succeeded.
   *
   * @param file the file to sync
   */
  static Op barrierSync(DioFile file) {
    return Door.command(Verb.BARRIER_SYNC, required(file), null);
  }

  /**
   * {@return as {@link #barrierSync(DioFile)}, for the file in a slot}
   *
   * @param slot holds the file to sync
   */
  static Op barrierSync(FileSlot slot) {
    return Door.command(Verb.BARRIER_SYNC, null, required(slot));
  }

  /**
   * {@return fallocate(2): blocks reserved from the start of the file up to {@code byteSize}, the
   * file grown to it, never shrunk} On a file system that cannot, the ticket fails with EOPNOTSUPP;
   * nothing is emulated by writing zeros.
   *
   * <p>If the space runs out half way (ENOSPC, EDQUOT), some file systems, such as ext4, leave the
   * file grown and keep all that they have reserved. The message says so. {@link DioFile#truncate}
   * to the old size gives it back; {@link DioFile#allocate} does that by itself.
   *
   * @param file open for writing
   * @param byteSize at least 1
   * @throws IllegalStateException if the file was not opened for writing
   */
  static Op allocate(DioFile file, long byteSize) {
    return Door.allocation(required(file), null, byteSize);
  }

  /**
   * {@return as {@link #allocate(DioFile, long)}, for the file in a slot}
   *
   * @param slot holds a file open for writing
   * @param byteSize at least 1
   */
  static Op allocate(FileSlot slot, long byteSize) {
    return Door.allocation(null, required(slot), byteSize);
  }

  /**
   * {@return a barrier that completes when the work which the same scheduler accepted for {@code
   * file} before it has completed} It issues nothing and makes nothing durable. It cannot be part
   * of a chain.
   *
   * @param file the file whose work to wait for
   */
  static Op drain(DioFile file) {
    return Door.command(Verb.DRAIN, required(file), null);
  }

  /**
   * {@return as {@link #drain(DioFile)}, for the file in a slot}
   *
   * @param slot whose work to wait for
   */
  static Op drain(FileSlot slot) {
    return Door.command(Verb.DRAIN, null, required(slot));
  }

  // ---- files ----

  /**
   * {@return an opening of {@code path}, whose ticket {@linkplain Ticket#file() hands the file
   * over}} All of what {@link DioFile#open(Path, OpenOption...)} does, with the same options and
   * errors, without making the submitter wait. It cannot be part of a chain, since nothing in the
   * chain could name the file: that is what slots are for.
   *
   * @param path a path of the default file system
   * @param options as for {@link DioFile#open(Path, OpenOption...)}
   */
  static Op open(Path path, OpenOption... options) {
    return Door.opening(path, options);
  }

  /**
   * {@return an opening of {@code path} into a slot} It waits for the work accepted for the slot
   * before it and closes the file that was in there; work accepted after it waits until all of the
   * chain that it belongs to has ended.
   *
   * <p>The file is opened as {@link DioFile#open} opens it, with the same errors: what that
   * refuses, such as a pipe, a directory or a device without blocks, is refused here and never
   * waited for. The slot then keeps the file that it had. The ticket fails with the types of {@code
   * java.nio.file} that {@link DioFile} names. On a ring the process has a descriptor of the file
   * only until it is in the slot. {@link io.dio.sys.DirectMode#PREFERRED} is refused here, because
   * nobody could ask a slot which of both it got.
   *
   * <p>Reads, writes and allocations for which the file in the slot was not opened are refused when
   * they are submitted. If another opening of the slot has not ended by then, nobody can know what
   * it will hold, and the operation fails with EBADF instead.
   *
   * @param slot where to open it
   * @param path a path of the default file system, shorter than 4096 bytes
   * @param options as for {@link DioFile#open(Path, OpenOption...)}, but for PREFERRED
   */
  static Op openInto(FileSlot slot, Path path, OpenOption... options) {
    return Door.openingInto(required(slot), path, options);
  }

  /**
   * {@return a closing of the file in a slot} It waits for the work accepted for the slot before
   * it; work submitted behind it is refused until it completed. A failed sync of this file is not
   * told again: look at the syncs' own tickets.
   *
   * @param slot the slot to empty
   */
  static Op close(FileSlot slot) {
    return Door.command(Verb.CLOSE, null, required(slot));
  }

  // ---- what it is ----

  /** {@return what it asks of the kernel; of a chain its first operation} */
  Verb verb();

  /** {@return the file that it is on, empty for a slot and for an opening} */
  Optional<DioFile> file();

  /** {@return the slot that it is on, empty for a file} */
  Optional<FileSlot> slot();

  /** {@return the offset of a transfer in bytes from the start of the file, else 0} */
  long fileOffset();

  /** {@return the bytes to be transferred or allocated, else 0} */
  long byteSize();

  /**
   * {@return the operations of a chain in their order, each by itself; of a single operation that
   * one} With these a program can wrap a scheduler, for example to inject faults.
   */
  List<Op> steps();

  // ---- combinations ----

  /**
   * {@return a chain of this and {@code next}, in which {@code next} runs only if what is before it
   * did all it was asked} After a failure, a short read or a short write all the rest of the chain
   * is cancelled: it fails with ECANCELED and was not issued. Chains are flattened; {@code next}
   * keeps its own links.
   *
   * @param next an operation or chain
   * @throws IllegalArgumentException if one of the operations cannot be part of a chain: an open, a
   *     drain, or a {@link #durable} write, in whose place a {@link #dataSync} shows the order
   */
  Op link(Op next);

  /**
   * {@return a chain of this and {@code next}, in which {@code next} runs when what is before it
   * ended, however it ended} Only the end of the operation right before it counts: if that was
   * cancelled itself, so is {@code next}.
   *
   * <p>A ring's kernel would start {@code next} even if what is before it was cancelled. Therefore
   * {@code next} is handed to the kernel when the operation before it has ended.
   *
   * @param next an operation or chain
   * @throws IllegalArgumentException as {@link #link}
   */
  Op hardLink(Op next);

  /**
   * {@return this write, durable when its ticket completes} As if it were followed by fdatasync(2):
   * on Linux the kernel does it in one call (RWF_DSYNC, see pwritev2(2)), which is cheaper than
   * both. A failure poisons the file as a failed sync does.
   *
   * @throws IllegalArgumentException if this is not a single write
   */
  Op durable();

  /**
   * {@return this transfer with a flag; where kernel or file system do not support it, the ticket
   * fails with {@link UnsupportedFlagException} and nothing was transferred}
   *
   * @param flag what to add
   * @throws IllegalArgumentException if this is not a single read or write that can have the flag
   */
  Op with(TransferFlag flag);

  /**
   * {@return this transfer with a flag that is a wish: where kernel or file system do not support
   * it, the transfer happens without it, and {@link SchedulerStats#droppedFlags} counts that}
   *
   * @param flag what to add; not {@link TransferFlag#ATOMIC} and not {@link TransferFlag#NO_WAIT},
   *     which somebody relies on
   * @throws IllegalArgumentException if this is not a single read or write that can have the flag
   */
  Op preferring(TransferFlag flag);
}
