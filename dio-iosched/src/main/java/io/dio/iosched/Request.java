// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.ErrnoException;
import io.dio.align.foreign.Errno;
import io.dio.align.foreign.Segments;
import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import io.dio.sys.internal.DurableCalls;
import io.dio.sys.internal.FileAccess;
import io.dio.sys.internal.FileOpening;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One operation, and the rest of its chain behind it: what {@link Op} is inside the scheduler.
 *
 * <p>The fields are dense on purpose, 80 bytes: most of what a submission costs the heap is this.
 */
final class Request extends Op {
  /** How an operation is tied to the one behind it. */
  enum Link {
    NONE,
    /** The next runs only if this one did all it was asked. */
    SOFT,
    /** The next runs when this one ended. */
    HARD
  }

  private static final FileAccess FILES = FileAccess.instance();

  /** In {@link #flags} beside the RWF_ bits, in the place of RWF_HIPRI, which we never ask for. */
  private static final int DROPPABLE = 0x1;

  // What is not final here a batch sets again, in requests of its own that nobody else ever sees.
  // The fence at the end of the constructor does what final would do for the others: whoever gets
  // the object, through a race too, sees it whole.

  Verb verb;

  /** What it is on: one of the two, or none for {@link Verb#OPEN}. */
  DioFile file;

  final FileSlot slot;

  /** The memory of READ and WRITE, else null. */
  private MemorySegment segment;

  /** The memory of READV and WRITEV, else null. */
  private final List<MemorySegment> pieces;

  /** The owner of {@link #segment}, to be retained, or null for a bare segment. */
  private PooledMemory pooled;

  /** What OPEN and OPEN_INTO open, else null. */
  final FileOpening opening;

  /** The rest of the chain, or null. */
  final Request next;

  private final Link link;
  private final byte flags;

  /** Whether its failure means that bytes are lost: a sync, or a write that is to be durable. */
  private boolean durable;

  /** Whether it, or one behind it in the chain, minds what else was accepted. */
  final boolean ordered;

  /** Whether it, or one behind it in the chain, is on a slot. */
  private final boolean slotted;

  long address;
  long byteSize;
  long fileOffset;

  private Request(
      Verb verb,
      DioFile file,
      FileSlot slot,
      MemorySegment segment,
      List<MemorySegment> pieces,
      PooledMemory pooled,
      FileOpening opening,
      long byteSize,
      long fileOffset) {
    this.verb = verb;
    this.file = file;
    this.slot = slot;
    this.segment = segment;
    this.pieces = pieces;
    this.pooled = pooled;
    this.opening = opening;
    this.next = null;
    this.link = Link.NONE;
    this.flags = 0;
    this.durable = verb.isSync() || (verb.isWrite() && file != null && FILES.writesDurably(file));
    this.ordered = slot != null || verb.isBarrier();
    this.slotted = slot != null;
    this.address = segment == null ? 0 : segment.address();
    this.byteSize = byteSize;
    this.fileOffset = fileOffset;
    VarHandle.releaseFence();
  }

  private Request(Request original, Request next, Link link, int flags) {
    this.verb = original.verb;
    this.file = original.file;
    this.slot = original.slot;
    this.segment = original.segment;
    this.pieces = original.pieces;
    this.pooled = original.pooled;
    this.opening = original.opening;
    this.next = next;
    this.link = link;
    this.flags = (byte) flags;
    this.durable = original.durable || (flags & TransferFlag.DATA_SYNC.rwf()) != 0;
    this.ordered =
        original.slot != null || original.verb.isBarrier() || (next != null && next.ordered);
    this.slotted = original.slot != null || (next != null && next.slotted);
    this.address = original.address;
    this.byteSize = original.byteSize;
    this.fileOffset = original.fileOffset;
    VarHandle.releaseFence();
  }

  // ---- making ----

  static Request transfer(
      Verb verb,
      DioFile file,
      FileSlot slot,
      MemorySegment segment,
      PooledMemory pooled,
      long fileOffset) {
    long address = requireMemory(segment, verb.isWrite() ? "source" : "target", verb);
    check(verb, file, address, segment.byteSize(), fileOffset);
    return new Request(
        verb, file, slot, segment, null, pooled, null, segment.byteSize(), fileOffset);
  }

  static Request vector(
      Verb verb, DioFile file, FileSlot slot, List<MemorySegment> list, long fileOffset) {
    String name = verb.isWrite() ? "sources" : "targets";
    Objects.requireNonNull(list, name);
    List<MemorySegment> pieces = List.copyOf(list);
    if (pieces.isEmpty() || pieces.size() > MAX_PIECES) {
      throw new IllegalArgumentException(
          name + " has " + pieces.size() + " pieces; allowed are 1.." + MAX_PIECES);
    }
    long byteSize = 0;
    for (int i = 0; i < pieces.size(); i++) {
      checkPiece(verb, file, pieces.get(i), name + "[" + i + "]", fileOffset);
      byteSize += pieces.get(i).byteSize();
    }
    // As a whole: what is left to refuse is a sum that is too large for a call or for a file.
    check(verb, file, 0, byteSize, fileOffset);
    return new Request(verb, file, slot, null, pieces, null, null, byteSize, fileOffset);
  }

  private static void checkPiece(
      Verb verb, DioFile file, MemorySegment piece, String name, long fileOffset) {
    long address = requireMemory(piece, name, verb);
    try {
      check(verb, file, address, piece.byteSize(), fileOffset);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /** A slot's file is not known yet: there the kernel judges access mode and alignment. */
  private static void check(Verb verb, DioFile file, long address, long byteSize, long fileOffset) {
    if (file != null) {
      FILES.checkTransfer(file, address, byteSize, fileOffset, verb.isWrite());
    } else {
      FILES.checkRange(byteSize, fileOffset);
    }
  }

  private static long requireMemory(MemorySegment segment, String name, Verb verb) {
    return verb.isWrite()
        ? Segments.requireNative(segment, name)
        : Segments.requireWritable(segment, name);
  }

  static Request command(Verb verb, DioFile file, FileSlot slot, long byteSize) {
    return new Request(verb, file, slot, null, null, null, null, byteSize, 0);
  }

  static long requirePositive(long byteSize) {
    if (byteSize < 1) {
      throw new IllegalArgumentException("byteSize " + byteSize + " is not at least 1");
    }
    return byteSize;
  }

  static Request opening(Path path, OpenOption... options) {
    FileOpening opening = FILES.opening(path, options);
    return new Request(Verb.OPEN, null, null, null, null, null, opening, 0, 0);
  }

  static Request openingInto(FileSlot slot, Path path, OpenOption... options) {
    FileOpening opening = FILES.openingInOneCall(path, options);
    return new Request(Verb.OPEN_INTO, null, slot, null, null, null, opening, 0, 0);
  }

  // ---- a batch's own ----

  /** {@return a request that is nothing yet} */
  static Request blank() {
    return new Request(Verb.READ, null, null, null, null, null, null, 0, 0);
  }

  /** Checks as {@link #transfer}, and makes this what that would return. */
  void become(
      Verb verb, DioFile file, MemorySegment segment, PooledMemory pooled, long fileOffset) {
    long address = requireMemory(segment, verb.isWrite() ? "source" : "target", verb);
    check(verb, file, address, segment.byteSize(), fileOffset);
    this.verb = verb;
    this.file = file;
    this.segment = segment;
    this.pooled = pooled;
    this.durable = verb.isWrite() && FILES.writesDurably(file);
    this.address = address;
    this.byteSize = segment.byteSize();
    this.fileOffset = fileOffset;
  }

  /** Lets go of memory and file. */
  void forget() {
    this.file = null;
    this.segment = null;
    this.pooled = null;
  }

  // ---- combining ----

  @Override
  public Op link(Op next) {
    return chain(Link.SOFT, next);
  }

  @Override
  public Op hardLink(Op next) {
    return chain(Link.HARD, next);
  }

  private Request chain(Link kind, Op next) {
    Objects.requireNonNull(next, "next");
    List<Request> before = new ArrayList<>();
    for (Request request = this; request != null; request = request.next) {
      request.requireChainable();
      before.add(request);
    }
    for (Request request = (Request) next; request != null; request = request.next) {
      request.requireChainable();
    }
    Request rest = (Request) next;
    for (int i = before.size() - 1; i >= 0; i--) {
      Request original = before.get(i);
      rest = new Request(original, rest, rest == next ? kind : original.link(), original.flags);
    }
    return rest;
  }

  private void requireChainable() {
    if (verb == Verb.OPEN || verb == Verb.DRAIN || (flags & TransferFlag.DATA_SYNC.rwf()) != 0) {
      throw new IllegalArgumentException(
          describe()
              + (verb.isWrite() ? " is durable and" : "")
              + " cannot be part of a chain"
              + (verb.isWrite() ? "; link a dataSync behind the write instead" : ""));
    }
  }

  @Override
  public Op durable() {
    return with(TransferFlag.DATA_SYNC, false);
  }

  @Override
  Op with(TransferFlag flag, boolean droppable) {
    Objects.requireNonNull(flag, "flag");
    if (next != null) {
      throw new IllegalArgumentException(
          "flag " + flag + " belongs to single operations; put it there before linking: " + this);
    }
    if (!verb.isTransfer() || (verb.isRead() && !flag.suitsReads())) {
      throw new IllegalArgumentException("flag " + flag + " does not suit " + this);
    }
    if (droppable && !flag.isDroppable()) {
      throw new IllegalArgumentException(
          "flag " + flag + " cannot be a wish: what relies on it would go wrong without it");
    }
    return new Request(this, null, Link.NONE, flags | flag.rwf() | (droppable ? DROPPABLE : 0));
  }

  // ---- what it is ----

  Link link() {
    return link;
  }

  /** {@return the RWF_ flags} */
  int rwFlags() {
    return flags & 0xff & ~DROPPABLE;
  }

  /** {@return the RWF_ flags without those that are mere wishes} */
  int requiredRwFlags() {
    int required = rwFlags();
    return hasWish() ? required & ~TransferFlag.DONT_CACHE.rwf() : required;
  }

  /** {@return whether one of its flags is a mere wish} */
  boolean hasWish() {
    return (flags & DROPPABLE) != 0;
  }

  /** {@return whether it was refused because of a flag that was only a wish} */
  boolean isRefusedWish(int result) {
    return result == -Errno.EOPNOTSUPP && hasWish();
  }

  /** {@return whether its failure means that bytes are lost} */
  boolean isDurable() {
    return durable || (slot != null && verb.isWrite() && slot.writesDurably());
  }

  /** {@return the operations of the chain that begins here} */
  int chainLength() {
    int length = 1;
    for (Request rest = next; rest != null; rest = rest.next) {
      length++;
    }
    return length;
  }

  boolean isShort(int result) {
    return verb.isTransfer() && result >= 0 && result < byteSize;
  }

  /** {@return whether it ended so that a linked successor must not run} */
  boolean breaksLink(int result) {
    return result < 0 || isShort(result);
  }

  /** {@return whether it, or one behind it in the chain, waits for earlier work on {@code file}} */
  boolean isBarrierFor(DioFile file) {
    for (Request request = this; request != null; request = request.next) {
      if (request.verb.isBarrier() && request.file == file) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether {@link #isBarrierFor} is true of some file} */
  boolean isBarrierForFiles() {
    for (Request request = this; request != null; request = request.next) {
      if (request.verb.isBarrier() && request.file != null) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether it, or one behind it in the chain, is on a slot} */
  boolean usesSlots() {
    return slotted;
  }

  /** {@return whether both are on the same file or slot} */
  boolean sharesTarget(Request other) {
    return (file != null && file == other.file) || (slot != null && slot == other.slot);
  }

  /** {@return the memory of a transfer, in order} */
  List<MemorySegment> memory() {
    return pieces != null ? pieces : List.of(segment);
  }

  /** {@return what keeps the memory alive, whatever becomes of this object} */
  List<Object> memoryHolders() {
    List<Object> holders = new ArrayList<>();
    holders.add(segment);
    holders.add(pieces);
    holders.add(pooled);
    return holders;
  }

  int pieceCount() {
    return pieces == null ? 0 : pieces.size();
  }

  MemorySegment piece(int index) {
    return pieces.get(index);
  }

  /**
   * {@return the descriptor, or the slot's index on a ring} Constant for the file's life, valid
   * while the file is held.
   */
  int descriptor() {
    return file != null ? FILES.descriptor(file) : slot.index();
  }

  /** {@return the descriptor on a POSIX backend; negative if the slot is empty} */
  int posixDescriptor() {
    return file != null ? FILES.descriptor(file) : slot.descriptor();
  }

  // ---- holding ----

  /**
   * Takes what this operation needs from submission to completion: its file held, its memory
   * retained.
   *
   * @throws IllegalStateException if the file or the memory is gone; then nothing is taken
   */
  void acquire() {
    if (file != null) {
      FILES.acquire(file);
    }
    boolean taken = false;
    try {
      if (!isMemoryAlive()) {
        throw new IllegalStateException("the arena of the memory is closed: " + this);
      }
      if (pooled != null && !pooled.tryRetain()) {
        throw new IllegalStateException("the pooled memory of " + this + " is already released");
      }
      if (verb == Verb.CLOSE) {
        slot.closingAccepted();
      }
      taken = true;
    } finally {
      if (!taken) {
        releaseFile();
      }
    }
  }

  /** {@link #acquire} for all of the chain, or for nothing of it. */
  void acquireChain() {
    Request reached = this;
    boolean taken = false;
    try {
      for (; reached != null; reached = reached.next) {
        reached.acquire();
      }
      taken = true;
    } finally {
      if (!taken) {
        for (Request held = this; held != reached; held = held.next) {
          held.release();
        }
      }
    }
  }

  /** Gives back what {@link #acquireChain} took. */
  void releaseChain() {
    for (Request held = this; held != null; held = held.next) {
      held.release();
    }
  }

  /** Gives back what {@link #acquire} took. */
  void release() {
    releaseFile();
    if (verb == Verb.CLOSE) {
      slot.closingEnded();
    }
    if (pooled != null) {
      pooled.release();
    }
  }

  /** Gives back the file alone: for memory that the kernel may own for ever. */
  void releaseFile() {
    if (file != null) {
      FILES.release(file);
    }
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

  // ---- failing ----

  /** {@return where to announce it if it is durable, else null} */
  DurableCalls durableCalls() {
    if (!isDurable()) {
      return null;
    }
    return file != null ? FILES.durableCalls(file) : slot.durableCalls();
  }

  /** {@return as {@link #durableCalls}, with a file in its slot that is opened so} */
  DurableCalls durableCallsOn(FileOpening opened) {
    return durable || (verb.isWrite() && opened.writesDurably()) ? slot.durableCalls() : null;
  }

  /** {@return why it must not be issued, or relied on: its file is poisoned; else null} */
  ErrnoException poisoned() {
    if (!isDurable()) {
      return null;
    }
    return file != null ? FILES.poisoned(file, verb.call()) : slot.poisoned(verb.call());
  }

  /** Takes note that it failed, if that means that bytes are lost. */
  void recordDurabilityFailure(int errno) {
    if (!isDurable()) {
      return;
    }
    if (file != null) {
      FILES.recordDurabilityFailure(file, errnoFailure(errno));
    } else {
      slot.recordDurabilityFailure(errnoFailure(errno));
    }
  }

  /** {@return what the kernel's refusal of this operation is thrown as} */
  IOException failure(int errno) {
    ErrnoException failure = errnoFailure(errno);
    return errno == Errno.EOPNOTSUPP && rwFlags() != 0
        ? new UnsupportedFlagException(transferFlags(), failure)
        : failure;
  }

  private ErrnoException errnoFailure(int errno) {
    if (opening != null) {
      return opening.failure(verb.call(), errno);
    }
    if (file == null) {
      return new ErrnoException(verb.call(), errno, operands());
    }
    if (segment != null) {
      return FILES.transferFailure(file, verb.call(), errno, address, byteSize, fileOffset);
    }
    if (pieces != null) {
      return FILES.vectorFailure(file, verb.call(), errno, pieces, fileOffset);
    }
    return FILES.failure(
        file, verb.call(), errno, verb == Verb.ALLOCATE ? "length=" + byteSize : "");
  }

  private Set<TransferFlag> transferFlags() {
    Set<TransferFlag> set = EnumSet.noneOf(TransferFlag.class);
    for (TransferFlag flag : TransferFlag.values()) {
      if ((rwFlags() & flag.rwf()) != 0) {
        set.add(flag);
      }
    }
    return set;
  }

  private String operands() {
    StringBuilder text = new StringBuilder();
    text.append(file != null ? file : slot != null ? slot : "");
    if (opening != null) {
      text.append(text.isEmpty() ? "" : ", ").append(opening.name());
    }
    if (pieces != null) {
      text.append(", pieces=").append(pieces.size());
    }
    if (verb.isTransfer() || verb == Verb.ALLOCATE) {
      text.append(", length=").append(byteSize);
    }
    if (verb.isTransfer()) {
      text.append(", offset=").append(fileOffset);
    }
    return text.toString();
  }

  /** {@return this operation alone} */
  String describe() {
    return verb.call() + "(" + operands() + ")" + (rwFlags() == 0 ? "" : transferFlags());
  }

  /** All of the chain. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Request request = this; request != null; request = request.next) {
      text.append(request.describe());
      switch (request.link()) {
        case SOFT -> text.append(" -> ");
        case HARD -> text.append(" => ");
        case NONE -> {}
      }
    }
    return text.toString();
  }
}
