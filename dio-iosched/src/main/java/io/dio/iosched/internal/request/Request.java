// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.request;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.verb.Command;
import io.dio.iosched.internal.verb.PathCommand;
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
 * The implementation of {@link Op}: one operation, followed by the rest of its chain.
 *
 * <p>The object has 80 bytes. The fields are packed on purpose, because this object is most of the
 * heap that a submission needs.
 */
public final class Request implements Op {
  /** How an operation is tied to the one behind it. */
  public enum Link {
    NONE,
    /** The next operation runs only if this one succeeded completely. */
    SOFT,
    /** The next operation runs when this one has ended. */
    HARD
  }

  private static final FileAccess FILES = FileAccess.instance();

  /**
   * A bit in {@link #flags} next to the RWF_ bits. It uses the value of RWF_HIPRI, which dio never
   * sets.
   */
  private static final int DROPPABLE = 0x1;

  // A batch sets the fields that are not final again, in its own requests, which no other code
  // sees. For all other requests the fence at the end of the constructor replaces final: a
  // thread that gets the object, even through a data race, sees all fields.

  public Verb verb;

  /** The target of the operation: a file or a slot, or neither for {@link Verb#OPEN}. */
  public DioFile file;

  public SlotState slot;

  /** The memory of READ and WRITE, else null. */
  public MemorySegment segment;

  /**
   * The memory of READV and WRITEV; a {@link PooledPieces} if it is pooled memory. Null for other
   * verbs.
   */
  public final List<MemorySegment> pieces;

  /** The pooled memory of {@link #segment}, to be retained; null for a bare segment. */
  public PooledMemory pooled;

  /** The file to open for OPEN and OPEN_INTO, else null. */
  public final FileOpening opening;

  /** The rules of an operation that moves no bytes; null for other verbs. */
  public final Command command;

  /** The rest of the chain, or null. */
  public final Request next;

  private final Link link;
  private byte flags;

  /** Whether a failure can mean lost bytes. True for a sync and for a durable write. */
  private boolean durable;

  /**
   * Whether this operation, or a later one of its chain, may have to wait for earlier accepted
   * work.
   */
  public boolean ordered;

  /** Whether this operation, or a later one of its chain, is on a slot. */
  private boolean slotted;

  public long address;
  public long byteSize;
  public long fileOffset;

  /** Creates a request without checks; {@link Requests} makes the checks. */
  Request(
      Verb verb,
      DioFile file,
      SlotState slot,
      MemorySegment segment,
      List<MemorySegment> pieces,
      PooledMemory pooled,
      FileOpening opening,
      Command command,
      long byteSize,
      long fileOffset) {
    this.verb = verb;
    this.file = file;
    this.slot = slot;
    this.segment = segment;
    this.pieces = pieces;
    this.pooled = pooled;
    this.opening = opening;
    this.command = command;
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
    this.command = original.command;
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

  /** {@return an empty request, to be filled by {@link #become}} */
  public static Request blank() {
    return new Request(Verb.READ, null, null, null, null, null, null, null, 0, 0);
  }

  /**
   * Checks like {@link Requests#transfer}, and turns this request into the one that it would
   * return.
   */
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

  /** Checks like {@link #with(TransferFlag, boolean)}, and adds the flag to this request. */
  public void add(TransferFlag flag, boolean droppable) {
    this.flags = (byte) flagsWith(flag, droppable);
    this.durable |= flag == TransferFlag.DATA_SYNC;
  }

  /** Clears the references to memory and file. */
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
      throw new IllegalArgumentException(
          "flag "
              + flag
              + " cannot be used with "
              + this
              + "; see TransferFlag for its operations");
    }
    if (droppable && !flag.isDroppable()) {
      throw new IllegalArgumentException(
          "flag "
              + flag
              + " cannot be only preferred, because programs rely on it: use with("
              + flag
              + ")");
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

  /** {@return the RWF_ flags without those that are only preferred} */
  public int requiredRwFlags() {
    int required = rwFlags();
    return hasWish() ? required & ~TransferFlag.DONT_CACHE.rwf() : required;
  }

  /** {@return whether one of its flags is only preferred} */
  boolean hasWish() {
    return (flags & DROPPABLE) != 0;
  }

  /** {@return whether {@code result} is the refusal of a flag that was only preferred} */
  public boolean isRefusedWish(int result) {
    return result == -Errno.EOPNOTSUPP && hasWish();
  }

  /** {@return whether a failure can mean lost bytes} */
  public boolean isDurable() {
    return durable || (slot != null && verb.isWrite() && slot.writesDurably());
  }

  /** {@return whether one system call can make this sync and other syncs of the same file} */
  public boolean isSharedSync() {
    return verb == Verb.SYNC || verb == Verb.DATA_SYNC || verb == Verb.BARRIER_SYNC;
  }

  /**
   * {@return whether it is a write that only its flag makes durable} Then a plain write and a sync
   * behind it do the same.
   */
  public boolean isDurableByFlag() {
    return (flags & TransferFlag.DATA_SYNC.rwf()) != 0
        && !(file != null ? FILES.writesDurably(file) : slot.writesDurably());
  }

  /** {@return the file or slot; null if it has neither} */
  public Object target() {
    return file != null ? file : slot;
  }

  /** {@return the number of operations of the chain that begins here} */
  public int chainLength() {
    int length = 1;
    for (Request rest = next; rest != null; rest = rest.next) {
      length++;
    }
    return length;
  }

  /** {@return whether a result is a count below the number of bytes requested} */
  public boolean isShort(int result) {
    return verb.isTransfer() && result >= 0 && result < byteSize;
  }

  /** {@return whether after this result the linked next operation must not run} */
  public boolean breaksLink(int result) {
    return result < 0 || isShort(result);
  }

  /**
   * {@return whether this operation, or a later one of its chain, waits for earlier work on {@code
   * file}}
   */
  public boolean isBarrierFor(DioFile file) {
    for (Request request = this; request != null; request = request.next) {
      if (request.verb.isBarrier() && request.file == file) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether {@link #isBarrierFor} is true for some file} */
  public boolean isBarrierForFiles() {
    for (Request request = this; request != null; request = request.next) {
      if (request.verb.isBarrier() && request.file != null) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether this operation, or a later one of its chain, is on a slot} */
  public boolean usesSlots() {
    return slotted;
  }

  /**
   * {@return whether a ring may lack the operation, so that a thread that may block makes its call}
   */
  public boolean mayLeaveRing() {
    return command != null && command.ringMayLackIt();
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
   * {@return a read of the bytes after the first {@code start}, to be issued in place of this one}
   * It does not hold memory or file.
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
        null,
        byteSize - start,
        fileOffset + start);
  }

  /**
   * {@return a transfer of the first {@code count} bytes, to be issued in place of this one} It
   * holds the same file and memory.
   *
   * @param flagged whether it has the flags of this transfer
   */
  public Request firstBytes(long count, boolean flagged) {
    Request first =
        new Request(
            verb,
            file,
            slot,
            segment == null ? null : segment.asSlice(0, count),
            pieces == null ? null : before(pieces, count),
            pooled,
            null,
            null,
            count,
            fileOffset);
    return flagged && flags != 0 ? new Request(first, null, Link.NONE, flags) : first;
  }

  private static List<MemorySegment> before(List<MemorySegment> pieces, long end) {
    List<MemorySegment> first = new ArrayList<>();
    long left = end;
    for (MemorySegment piece : pieces) {
      long part = Math.min(left, piece.byteSize());
      first.add(piece.asSlice(0, part));
      left -= part;
    }
    return pieces instanceof PooledPieces pooled ? pooled.cutTo(first) : first;
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
   * {@return the descriptor, or on a ring the index of the slot} It is constant for the life of the
   * file, and valid while the file is held. A command on paths has the working folder instead.
   */
  public int descriptor() {
    if (file != null) {
      return FILES.descriptor(file);
    }
    return slot != null ? slot.index() : PathCommand.WORKING_FOLDER;
  }

  /** {@return the descriptor on a POSIX backend; negative if the slot is empty} */
  public int posixDescriptor() {
    return file != null ? FILES.descriptor(file) : slot.descriptor();
  }

  // ---- durability ----

  /** {@return the record to which a durable operation is announced, else null} */
  public DurableCalls durableCalls() {
    if (!isDurable()) {
      return null;
    }
    return file != null ? FILES.durableCalls(file) : slot.durableCalls();
  }

  /**
   * {@return the same record as {@link #durableCalls}, if its slot holds a file opened in the given
   * way}
   */
  public DurableCalls durableCallsOn(FileOpening opened) {
    return durable || (verb.isWrite() && opened.writesDurably()) ? slot.durableCalls() : null;
  }

  /**
   * {@return the failure that poisoned the file, because of which the operation must not be issued
   * or relied on; else null}
   */
  public ErrnoException poisoned() {
    if (!isDurable()) {
      return null;
    }
    return file != null ? FILES.poisoned(file, verb.call()) : slot.poison().refusalOf(verb.call());
  }

  /**
   * Takes note that it failed, if that may mean that bytes are lost. If this throws, for lack of
   * memory, the failure is on record all the same.
   */
  public void recordDurabilityFailure(int errno) {
    if (isDurable()) {
      noteDurabilityFailure(errno);
      record(RequestText.errnoFailure(this, errno));
    }
  }

  /**
   * Records that the result of this sync or durable write will never be known, because its
   * scheduler failed. The kernel may report lost data to it, and it reports lost data only once. So
   * the target counts as poisoned.
   */
  public void recordUnknownDurability() {
    if (isDurable()) {
      noteDurabilityFailure(Errno.EIO);
      record(RequestText.unknownResult(this));
    }
  }

  private void noteDurabilityFailure(int errno) {
    if (file != null) {
      FILES.noteDurabilityFailure(file, verb.call(), errno);
    } else {
      slot.poison().note(verb.call(), errno);
    }
  }

  private void record(ErrnoException failure) {
    if (file != null) {
      FILES.recordDurabilityFailure(file, failure);
    } else {
      slot.poison().record(failure);
    }
  }

  // ---- describing ----

  /** {@return a description of this operation alone} */
  public String describe() {
    return RequestText.describe(this);
  }

  /** {@return a description of the whole chain} */
  @Override
  public String toString() {
    return RequestText.describeChain(this);
  }
}
