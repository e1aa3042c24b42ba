// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.RecordingMemory;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.Outcome;
import io.dio.iosched.internal.unit.Submission;
import io.dio.mempool.PooledMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** One operation: the request, what the kernel did, and when. */
final class SimulatedOperation {
  /** The contents of memory into which nothing was read. */
  static final byte UNTOUCHED = (byte) 0xEE;

  // ---- the request ----

  /** The operation alone. The submitted operation may be a chain of copies. */
  Op op;

  Verb verb;
  SimulatedTarget target;
  int offset;
  int length;
  List<MemorySegment> memory = List.of();

  /** The claimed range, or 0 if it needs none or another operation of the chain claimed it. */
  long claim;

  /** The bytes of a write are a function of this and of the position. */
  private final int fill;

  /** The owner of the whole memory, or null. */
  RecordingMemory pooled;

  /** The memory object that the operation gets in place of {@link #memory} if that has an owner. */
  List<PooledMemory> parts = List.of();

  /** Whether the reference from before the operation has been released. */
  boolean ownerReleased;

  /** An arena of its own that can be closed at any time, or null. */
  Arena arena;

  /** The time when it was closed, or 0. */
  int closedAt;

  /** An opening that empties its file. */
  boolean truncates;

  boolean opensDurable;

  /** An opening for the process of an existing file. */
  boolean exists;

  // ---- the kernel's behaviour ----

  /** The reason why it cannot be prepared, or 0. */
  int unpreparable;

  boolean preparableLater;
  boolean wasUnpreparable;

  /** It ends only when nothing else can end. */
  boolean slow;

  // ---- the result ----

  Request request;

  /** The file or slot. The target may have another file by now. */
  Object on;

  /** The mode in which its file was open then; null on a slot. */
  SimulatedTarget.Open acceptedOn;

  SimulatedUnit unit;
  int index;

  /** From placing to reaping. */
  boolean inKernel;

  int placedAt;

  /**
   * Whether the ring threw when it placed the operation, so that it is not known whether it did.
   */
  boolean placingFailed;

  /** It is a durable write that was issued without its flag. */
  boolean writeFirst;

  /** It came back short without its flag, so it must be issued again as a whole, with its flag. */
  boolean cameShort;

  /** It is in the kernel as a part of a sync. */
  boolean inSync;

  /** The kernel executed it or failed, so it must not be repeated. */
  boolean performed;

  /** Its completion was reaped. */
  boolean delivered;

  int deliveredAt;

  /** The result of the latest completion. */
  int result;

  /** It completed with EOPNOTSUPP only because of a droppable flag. */
  boolean wishRefused;

  /** It was issued again because of that. */
  boolean wishDropped;

  /** The bytes that were transferred, whatever the result says. */
  int moved;

  /** The part that was issued last: everything, or the rest of a short read. */
  Request issued;

  /** The start of that part, in bytes from the start of the operation. */
  int from;

  /** For a read, the bytes that its completions have reported so far. */
  int reached;

  /** Whether the latest short count was that of the end of the file. */
  boolean metEnd;

  /** The file on which it was performed, and the number of that event. */
  SimulatedTarget.Open performedOn;

  int performedAt;
  int truncations;

  SimulatedOperation(int fill) {
    this.fill = fill;
  }

  /**
   * {@return whether {@code rest} is the request with which the scheduler continues after a short
   * read}
   */
  boolean isRestOf(Op rest) {
    return switch (unit.ticket) {
      case Submission submission -> submission.toIssue() == rest;
      case ChainSubmission chain -> chain.member(index).toIssue() == rest;
      default -> false;
    };
  }

  /** It is issued, completely or for the rest. */
  void issuing(Request part) {
    issued = part;
    from = (int) (part.fileOffset - request.fileOffset);
  }

  /**
   * {@return the result of the whole operation if the part that was issued last has {@code
   * partResult}}
   */
  int total(int partResult) {
    return verb.isRead() && partResult >= 0 ? Math.max(reached, from + partResult) : partResult;
  }

  /**
   * {@return whether it is a read with a partial result that is not known to end at the end of the
   * file}
   */
  boolean isPartRead() {
    return verb.isRead() && reached > 0 && reached < length;
  }

  /** {@return whether it is a durable write whose bytes are written and not yet synced} */
  boolean awaitsSync() {
    return writeFirst && isUnsynced() && result == length;
  }

  /** {@return whether it is a durable write of which some bytes were written and none synced} */
  boolean isUnsynced() {
    return (writeFirst && delivered && performed && result >= 0) || isInterruptedAgain();
  }

  /** {@return whether it came back short and was then interrupted, with its flag} */
  boolean isInterruptedAgain() {
    return cameShort && !writeFirst && result == -Errno.EINTR;
  }

  /** {@return whether it is a sync that can share a call with others of its file} */
  boolean isSharedSync() {
    return verb == Verb.SYNC || verb == Verb.DATA_SYNC || verb == Verb.BARRIER_SYNC;
  }

  byte byteAt(int position) {
    return (byte) (fill + position * 7);
  }

  /** Fills the memory with the bytes of a write, or with bytes that a read must replace. */
  void fillMemory() {
    int at = 0;
    for (MemorySegment piece : memory) {
      for (int i = 0; i < piece.byteSize(); i++) {
        piece.set(ValueLayout.JAVA_BYTE, i, verb.isWrite() ? byteAt(at++) : UNTOUCHED);
      }
    }
  }

  /** {@return whether its success, on {@code file}, promises that bytes are safe} */
  boolean isDurable(SimulatedTarget.Open file) {
    return verb.isSync()
        || (verb.isWrite()
            && ((request.rwFlags() & TransferFlag.DATA_SYNC.rwf()) != 0
                || (file != null && file.writesDurably)));
  }

  /** {@return whether operations that are linked to it must not run} */
  boolean breaksLink(int outcome) {
    return outcome < 0 || (verb.isTransfer() && outcome < length);
  }

  /** {@return the number of references to its owner that the operation has while it runs} */
  int references() {
    return parts.size();
  }

  boolean isMemoryClosed() {
    return closedAt > 0;
  }

  void closeArena(int now) {
    arena.close();
    closedAt = now;
  }

  void releaseByOwner() {
    pooled.release();
    ownerReleased = true;
  }

  @Override
  public String toString() {
    return verb
        + "(#"
        + (unit == null ? "?" : unit.index + "." + index)
        + ", "
        + target
        + ", "
        + offset
        + "+"
        + length
        + (request != null && request.rwFlags() != 0 ? ", flags " + request.rwFlags() : "")
        + (inKernel ? ", in the kernel" : "")
        + (delivered ? ", last " + Outcome.describe(result) : "")
        + (performed ? ", performed" : "")
        + (request == null ? "" : ", link " + request.link())
        + ")";
  }
}
