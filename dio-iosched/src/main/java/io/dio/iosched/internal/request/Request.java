// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.request;

import io.dio.align.ErrnoException;
import io.dio.align.foreign.Errno;
import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.Verb;
import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import io.dio.sys.internal.DurableCalls;
import io.dio.sys.internal.FileAccess;
import io.dio.sys.internal.FileOpening;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One operation, and the rest of its chain behind it: what {@link Op} is inside the scheduler.
 *
 * <p>The fields are dense on purpose, 80 bytes: most of what a submission costs the heap is this.
 */
public final class Request implements Op {
  /** How an operation is tied to the one behind it. */
  public enum Link {
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

  public Verb verb;

  /** What it is on: one of the two, or none for {@link Verb#OPEN}. */
  public DioFile file;

  public SlotState slot;

  /** The memory of READ and WRITE, else null. */
  public MemorySegment segment;

  /** The memory of READV and WRITEV, {@link PooledPieces} if it has owners, else null. */
  public final List<MemorySegment> pieces;

  /** The owner of {@link #segment}, to be retained, or null for a bare segment. */
  public PooledMemory pooled;

  /** What OPEN and OPEN_INTO open, else null. */
  public final FileOpening opening;

  /** The rest of the chain, or null. */
  public final Request next;

  private final Link link;
  private byte flags;

  /** Whether its failure may mean that bytes are lost: a sync, or a write that is to be durable. */
  private boolean durable;

  /** Whether it, or one behind it in the chain, minds what else was accepted. */
  public boolean ordered;

  /** Whether it, or one behind it in the chain, is on a slot. */
  private boolean slotted;

  public long address;
  public long byteSize;
  public long fileOffset;

  /** Checks nothing: that is what {@link Requests} is for. */
  Request(
      Verb verb,
      DioFile file,
      SlotState slot,
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

  // ---- a batch's own ----

  /** {@return a request that is nothing yet} */
  public static Request blank() {
    return new Request(Verb.READ, null, null, null, null, null, null, 0, 0);
  }

  /** Checks as {@link Requests#transfer}, and makes this what that would return. */
  public void become(
      Verb verb,
      DioFile file,
      FileSlot slot,
      MemorySegment segment,
      PooledMemory pooled,
      long fileOffset) {
    final long address = Requests.requireTransfer(verb, file, segment, fileOffset);
    this.verb = verb;
    this.file = file;
    this.slot = (SlotState) slot;
    this.segment = segment;
    this.pooled = pooled;
    this.flags = 0;
    this.durable = verb.isWrite() && file != null && FILES.writesDurably(file);
    this.ordered = slot != null;
    this.slotted = slot != null;
    this.address = address;
    this.byteSize = segment.byteSize();
    this.fileOffset = fileOffset;
  }

  /** Checks as {@link #with(TransferFlag, boolean)}, and adds the flag to this. */
  public void add(TransferFlag flag, boolean droppable) {
    this.flags = (byte) flagsWith(flag, droppable);
    this.durable |= flag == TransferFlag.DATA_SYNC;
  }

  /** Lets go of memory and file. */
  public void forget() {
    this.file = null;
    this.slot = null;
    this.segment = null;
    this.pooled = null;
  }

  // ---- as users see it ----

  @Override
  public Verb verb() {
    return verb;
  }

  @Override
  public Optional<DioFile> file() {
    return Optional.ofNullable(file);
  }

  @Override
  public Optional<FileSlot> slot() {
    return Optional.ofNullable(slot);
  }

  @Override
  public long fileOffset() {
    return fileOffset;
  }

  @Override
  public long byteSize() {
    return byteSize;
  }

  @Override
  public List<Op> steps() {
    List<Op> steps = new ArrayList<>();
    for (Request step = this; step != null; step = step.next) {
      steps.add(step.next == null ? step : new Request(step, null, Link.NONE, step.flags));
    }
    return List.copyOf(steps);
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
  public Op with(TransferFlag flag) {
    return with(flag, false);
  }

  @Override
  public Op preferring(TransferFlag flag) {
    return with(flag, true);
  }

  private Op with(TransferFlag flag, boolean droppable) {
    return new Request(this, null, Link.NONE, flagsWith(flag, droppable));
  }

  private int flagsWith(TransferFlag flag, boolean droppable) {
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
    return flags | flag.rwf() | (droppable ? DROPPABLE : 0);
  }

  // ---- what it is ----

  public Link link() {
    return link;
  }

  /** {@return the RWF_ flags} */
  public int rwFlags() {
    return flags & 0xff & ~DROPPABLE;
  }

  /** {@return the RWF_ flags without those that are mere wishes} */
  public int requiredRwFlags() {
    int required = rwFlags();
    return hasWish() ? required & ~TransferFlag.DONT_CACHE.rwf() : required;
  }

  /** {@return whether one of its flags is a mere wish} */
  boolean hasWish() {
    return (flags & DROPPABLE) != 0;
  }

  /** {@return whether it was refused because of a flag that was only a wish} */
  public boolean isRefusedWish(int result) {
    return result == -Errno.EOPNOTSUPP && hasWish();
  }

  /** {@return whether its failure may mean that bytes are lost} */
  public boolean isDurable() {
    return durable || (slot != null && verb.isWrite() && slot.writesDurably());
  }

  /** {@return the operations of the chain that begins here} */
  public int chainLength() {
    int length = 1;
    for (Request rest = next; rest != null; rest = rest.next) {
      length++;
    }
    return length;
  }

  /** {@return whether a result is a count below what was asked} */
  public boolean isShort(int result) {
    return verb.isTransfer() && result >= 0 && result < byteSize;
  }

  /** {@return whether it ended so that a linked successor must not run} */
  public boolean breaksLink(int result) {
    return result < 0 || isShort(result);
  }

  /** {@return whether it, or one behind it in the chain, waits for earlier work on {@code file}} */
  public boolean isBarrierFor(DioFile file) {
    for (Request request = this; request != null; request = request.next) {
      if (request.verb.isBarrier() && request.file == file) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether {@link #isBarrierFor} is true of some file} */
  public boolean isBarrierForFiles() {
    for (Request request = this; request != null; request = request.next) {
      if (request.verb.isBarrier() && request.file != null) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether it, or one behind it in the chain, is on a slot} */
  public boolean usesSlots() {
    return slotted;
  }

  /** {@return whether both are on the same file or slot} */
  public boolean sharesTarget(Request other) {
    return (file != null && file == other.file) || (slot != null && slot == other.slot);
  }

  /** {@return the memory of a transfer, in order} */
  public List<MemorySegment> memory() {
    return pieces != null ? pieces : List.of(segment);
  }

  /**
   * {@return the read of what is behind the first {@code start} bytes, to be issued in place of
   * this one} It holds neither memory nor file.
   */
  public Request restFrom(int start) {
    return new Request(
        verb,
        file,
        slot,
        segment == null ? null : segment.asSlice(start),
        pieces == null ? null : behind(pieces, start),
        null,
        null,
        byteSize - start,
        fileOffset + start);
  }

  private static List<MemorySegment> behind(List<MemorySegment> pieces, long start) {
    List<MemorySegment> rest = new ArrayList<>();
    long skipped = start;
    for (MemorySegment piece : pieces) {
      if (skipped < piece.byteSize()) {
        rest.add(piece.asSlice(skipped));
        skipped = 0;
      } else {
        skipped -= piece.byteSize();
      }
    }
    return rest;
  }

  public int pieceCount() {
    return pieces == null ? 0 : pieces.size();
  }

  public MemorySegment piece(int index) {
    return pieces.get(index);
  }

  /**
   * {@return the descriptor, or the slot's index on a ring} Constant for the file's life, valid
   * while the file is held.
   */
  public int descriptor() {
    return file != null ? FILES.descriptor(file) : slot.index();
  }

  /** {@return the descriptor on a POSIX backend; negative if the slot is empty} */
  public int posixDescriptor() {
    return file != null ? FILES.descriptor(file) : slot.descriptor();
  }

  // ---- durability ----

  /** {@return where to announce it if it is durable, else null} */
  public DurableCalls durableCalls() {
    if (!isDurable()) {
      return null;
    }
    return file != null ? FILES.durableCalls(file) : slot.durableCalls();
  }

  /** {@return as {@link #durableCalls}, with a file in its slot that is opened so} */
  public DurableCalls durableCallsOn(FileOpening opened) {
    return durable || (verb.isWrite() && opened.writesDurably()) ? slot.durableCalls() : null;
  }

  /** {@return why it must not be issued, or relied on: its file is poisoned; else null} */
  public ErrnoException poisoned() {
    if (!isDurable()) {
      return null;
    }
    return file != null ? FILES.poisoned(file, verb.call()) : slot.poison().refusalOf(verb.call());
  }

  /** Takes note that it failed, if that may mean that bytes are lost. */
  public void recordDurabilityFailure(int errno) {
    if (!isDurable()) {
      return;
    }
    ErrnoException failure = RequestText.errnoFailure(this, errno);
    if (file != null) {
      FILES.recordDurabilityFailure(file, failure);
    } else {
      slot.poison().record(failure);
    }
  }

  // ---- describing ----

  /** {@return this operation alone} */
  public String describe() {
    return RequestText.describe(this);
  }

  /** All of the chain. */
  @Override
  public String toString() {
    return RequestText.describeChain(this);
  }
}
