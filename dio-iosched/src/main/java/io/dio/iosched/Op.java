// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.ErrnoException;
import io.dio.align.foreign.Segments;
import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/**
 * An operation to be scheduled: an immutable value that can be submitted any number of times, to
 * any scheduler, by any thread.
 *
 * <p>Everything that can be wrong with an operation by itself is refused when it is made: null, a
 * heap segment, a read-only segment as the target of a read, negative or overflowing offsets, a
 * transfer above {@link #MAX_TRANSFER_BYTES}, more than {@link #MAX_PIECES} pieces, and, on a file
 * whose {@linkplain DioFile#alignment() alignment} the file system reports, an address, length or
 * offset that is not aligned. What can change later (the file closed, the memory released) is
 * checked at submission. A transfer of length 0 is checked like any other and moves nothing.
 *
 * <p><b>Memory.</b> From submission until completion the memory belongs to the kernel. An operation
 * over {@link PooledMemory} retains it meanwhile, so that releasing it early is legal. Nobody can
 * protect a bare segment so: its arena must stay open until the ticket is done, or the kernel
 * writes into memory that may already be someone else's. An arena found closed at completion fails
 * the ticket and is logged as the error it is. The segment may be confined, shared, automatic or
 * global, and belong to any thread.
 */
public final class Op {
  /** The most bytes that Linux moves in one call: 2 GiB less one page (see read(2)). */
  public static final long MAX_TRANSFER_BYTES = 0x7fff_f000L;

  /** The most pieces of one vectored operation (IOV_MAX, see readv(2)). */
  public static final int MAX_PIECES = 1024;

  private static final FileAccess FILES = FileAccess.instance();

  final Verb verb;
  final DioFile file;

  /** The file's descriptor: constant for the file's life, valid while the file is held. */
  final int descriptor;

  /** The memory of READ and WRITE, else null. */
  private final MemorySegment segment;

  /** The memory of READV and WRITEV, else null. */
  private final List<MemorySegment> pieces;

  /** The owner of {@link #segment}, to be retained, or null for a bare segment. */
  private final PooledMemory pooled;

  /** Whether its failure means that bytes are lost: a sync, or a write to a file opened so. */
  final boolean durable;

  final long address;
  final long byteSize;
  final long fileOffset;

  private Op(
      Verb verb,
      DioFile file,
      MemorySegment segment,
      List<MemorySegment> pieces,
      PooledMemory pooled,
      long byteSize,
      long fileOffset) {
    this.verb = verb;
    this.file = file;
    this.durable = verb.isSync() || (verb.isWrite() && FILES.writesDurably(file));
    this.descriptor = FILES.descriptor(file);
    this.segment = segment;
    this.pieces = pieces;
    this.pooled = pooled;
    this.address = segment == null ? 0 : segment.address();
    this.byteSize = byteSize;
    this.fileOffset = fileOffset;
  }

  /**
   * {@return a read into {@code target} from {@code fileOffset}} The count may be short at the end
   * of the file, and 0 behind it.
   *
   * @param file open for reading
   * @param target native and writable; its whole length is asked for; for direct I/O address and
   *     length are aligned as {@link DioFile#alignment()} says
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned likewise
   */
  public static Op read(DioFile file, MemorySegment target, long fileOffset) {
    return transfer(Verb.READ, file, target, null, fileOffset);
  }

  /**
   * {@return as {@link #read(DioFile, MemorySegment, long)}, into memory the scheduler retains}
   *
   * @param file open for reading
   * @param target native memory whose owner is retained until completion
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   */
  public static Op read(DioFile file, PooledMemory target, long fileOffset) {
    Objects.requireNonNull(target, "target");
    return transfer(Verb.READ, file, target.segment(), target, fileOffset);
  }

  /**
   * {@return a write of {@code source} at {@code fileOffset}} Writing less than all of it is a
   * failure, {@link io.dio.sys.ShortTransferException}.
   *
   * @param file open for writing
   * @param source native; its whole length is written; for direct I/O address and length are
   *     aligned as {@link DioFile#alignment()} says; its bytes must not change until completion
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned likewise
   */
  public static Op write(DioFile file, MemorySegment source, long fileOffset) {
    return transfer(Verb.WRITE, file, source, null, fileOffset);
  }

  /**
   * {@return as {@link #write(DioFile, MemorySegment, long)}, from memory the scheduler retains}
   *
   * @param file open for writing
   * @param source native memory whose owner is retained until completion
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   */
  public static Op write(DioFile file, PooledMemory source, long fileOffset) {
    Objects.requireNonNull(source, "source");
    return transfer(Verb.WRITE, file, source.segment(), source, fileOffset);
  }

  /**
   * {@return one read from {@code fileOffset} scattered over {@code targets} in order}
   *
   * @param file open for reading
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @param targets 1 to {@link #MAX_PIECES} native, writable segments; for direct I/O each piece is
   *     aligned in address and length; the list is copied
   */
  public static Op readv(DioFile file, List<MemorySegment> targets, long fileOffset) {
    return vector(Verb.READV, file, targets, "targets", fileOffset);
  }

  /**
   * {@return one write at {@code fileOffset} gathered from {@code sources} in order}
   *
   * @param file open for writing
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @param sources 1 to {@link #MAX_PIECES} native segments; for direct I/O each piece is aligned
   *     in address and length; the list is copied
   */
  public static Op writev(DioFile file, List<MemorySegment> sources, long fileOffset) {
    return vector(Verb.WRITEV, file, sources, "sources", fileOffset);
  }

  /**
   * {@return fsync(2): data and metadata of writes that already completed become durable} It says
   * nothing about writes still in flight.
   *
   * @param file the file to sync
   */
  public static Op sync(DioFile file) {
    return command(Verb.SYNC, file, 0);
  }

  /**
   * {@return fdatasync(2): data of writes that already completed becomes durable, and what metadata
   * reading it back needs} It says nothing about writes still in flight.
   *
   * @param file the file to sync
   */
  public static Op dataSync(DioFile file) {
    return command(Verb.DATA_SYNC, file, 0);
  }

  /**
   * {@return fallocate(2): blocks reserved from the start of the file up to {@code byteSize}, the
   * file grown to it, never shrunk} On a file system that cannot, the ticket fails with EOPNOTSUPP;
   * nothing is emulated by writing zeros.
   *
   * @param file open for writing
   * @param byteSize at least 1
   */
  public static Op allocate(DioFile file, long byteSize) {
    if (byteSize < 1) {
      throw new IllegalArgumentException("byteSize " + byteSize + " is not at least 1");
    }
    return command(Verb.ALLOCATE, file, byteSize);
  }

  /**
   * {@return a barrier that completes when the work which the same scheduler accepted for {@code
   * file} before it has completed} It issues nothing and makes nothing durable.
   *
   * @param file the file whose work to wait for
   */
  public static Op drain(DioFile file) {
    return command(Verb.DRAIN, file, 0);
  }

  private static Op transfer(
      Verb verb, DioFile file, MemorySegment segment, PooledMemory pooled, long fileOffset) {
    Objects.requireNonNull(file, "file");
    long address = requireMemory(segment, verb.isWrite() ? "source" : "target", verb);
    FILES.checkTransfer(file, address, segment.byteSize(), fileOffset, verb.isWrite());
    return new Op(verb, file, segment, null, pooled, segment.byteSize(), fileOffset);
  }

  private static Op vector(
      Verb verb, DioFile file, List<MemorySegment> list, String name, long fileOffset) {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(list, name);
    List<MemorySegment> pieces = List.copyOf(list);
    if (pieces.isEmpty() || pieces.size() > MAX_PIECES) {
      throw new IllegalArgumentException(
          name + " has " + pieces.size() + " pieces; allowed are 1.." + MAX_PIECES);
    }
    long byteSize = 0;
    for (int i = 0; i < pieces.size(); i++) {
      MemorySegment piece = pieces.get(i);
      String pieceName = name + "[" + i + "]";
      checkPiece(file, requireMemory(piece, pieceName, verb), piece, pieceName, fileOffset, verb);
      byteSize += piece.byteSize();
    }
    // As a whole: what is left to refuse is a sum that is too large for a call or for a file.
    FILES.checkTransfer(file, 0, byteSize, fileOffset, verb.isWrite());
    return new Op(verb, file, null, pieces, null, byteSize, fileOffset);
  }

  private static void checkPiece(
      DioFile file, long address, MemorySegment piece, String name, long fileOffset, Verb verb) {
    try {
      FILES.checkTransfer(file, address, piece.byteSize(), fileOffset, verb.isWrite());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static long requireMemory(MemorySegment segment, String name, Verb verb) {
    return verb.isWrite()
        ? Segments.requireNative(segment, name)
        : Segments.requireWritable(segment, name);
  }

  private static Op command(Verb verb, DioFile file, long byteSize) {
    Objects.requireNonNull(file, "file");
    return new Op(verb, file, null, null, null, byteSize, 0);
  }

  int pieceCount() {
    return pieces == null ? 0 : pieces.size();
  }

  MemorySegment piece(int index) {
    return pieces.get(index);
  }

  /**
   * Takes what the operation needs from submission to completion: its file held, its memory
   * retained.
   *
   * @throws IllegalStateException if the file or the memory is gone; then nothing is taken
   */
  void acquire() {
    FILES.acquire(file);
    boolean taken = false;
    try {
      if (!isMemoryAlive()) {
        throw new IllegalStateException("the arena of the memory is closed: " + this);
      }
      if (pooled != null && !pooled.tryRetain()) {
        throw new IllegalStateException("the pooled memory of " + this + " is already released");
      }
      taken = true;
    } finally {
      if (!taken) {
        FILES.release(file);
      }
    }
  }

  /** Gives back what {@link #acquire} took. */
  void release() {
    releaseFile();
    if (pooled != null) {
      pooled.release();
    }
  }

  /** Gives back the file alone: for memory that the kernel may own for ever. */
  void releaseFile() {
    FILES.release(file);
  }

  /** {@return whether all arenas of the memory are still open} */
  boolean isMemoryAlive() {
    if (segment != null) {
      return segment.scope().isAlive();
    }
    if (pieces != null) {
      for (MemorySegment piece : pieces) {
        if (!piece.scope().isAlive()) {
          return false;
        }
      }
    }
    return true;
  }

  /** {@return what the kernel's refusal of this operation is thrown as} */
  ErrnoException failure(int errno) {
    if (segment != null) {
      return FILES.transferFailure(file, verb.call(), errno, address, byteSize, fileOffset);
    }
    if (pieces != null) {
      return FILES.vectorFailure(file, verb.call(), errno, pieces, fileOffset);
    }
    return FILES.failure(
        file, verb.call(), errno, verb == Verb.ALLOCATE ? "length=" + byteSize : "");
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(verb.call()).append('(').append(file);
    if (pieces != null) {
      text.append(", pieces=").append(pieces.size());
    }
    if (verb.isTransfer() || verb == Verb.ALLOCATE) {
      text.append(", length=").append(byteSize);
    }
    if (verb.isTransfer()) {
      text.append(", offset=").append(fileOffset);
    }
    return text.append(')').toString();
  }
}
