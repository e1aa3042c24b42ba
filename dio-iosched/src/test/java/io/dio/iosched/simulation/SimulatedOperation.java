// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

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

/** One operation: what was asked, what the kernel did, and when. */
final class SimulatedOperation {
  /** What memory holds that nothing was read into. */
  static final byte UNTOUCHED = (byte) 0xEE;

  // ---- asked ----

  /** The operation alone; what is submitted may be a chain of copies. */
  Op op;

  Verb verb;
  SimulatedTarget target;
  int offset;
  int length;
  List<MemorySegment> memory = List.of();

  /** The claimed range, or 0 if another operation of the chain claimed it, or none is needed. */
  long claim;

  /** What a write writes is a function of this and the position. */
  private final int fill;

  /** The owner of all of the memory, or null. */
  RecordingMemory pooled;

  /** What the operation is given in place of {@link #memory} if that has an owner. */
  List<PooledMemory> parts = List.of();

  /** Whether the reference that was there before the operation is gone. */
  boolean ownerReleased;

  /** Its own, to be closed at any time, or null. */
  Arena arena;

  /** When it was closed, or 0. */
  int closedAt;

  /** An opening that empties its file. */
  boolean truncates;

  boolean opensDurable;

  /** An opening for the process of something that is there. */
  boolean exists;

  // ---- how the kernel takes it ----

  /** Why it cannot be prepared, or 0. */
  int unpreparable;

  boolean preparableLater;
  boolean wasUnpreparable;

  /** It ends when nothing else can. */
  boolean slow;

  // ---- what became of it ----

  Request request;

  /** The file or slot. A target may be another file by now. */
  Object on;

  /** What its file was open as then; null on a slot. */
  SimulatedTarget.Open acceptedOn;

  SimulatedUnit unit;
  int index;

  /** From placing to reaping. */
  boolean inKernel;

  int placedAt;

  /** Whether the ring threw instead of placing it, and nobody can know if it did. */
  boolean placingFailed;

  /** The kernel did it, or failed at it: there is nothing to be tried again. */
  boolean performed;

  /** Its completion was reaped. */
  boolean delivered;

  int deliveredAt;

  /** Of the latest completion. */
  int result;

  /** Completed with EOPNOTSUPP because of a mere wish. */
  boolean wishRefused;

  /** Issued again because of that. */
  boolean wishDropped;

  /** Bytes that were transferred, whatever the result says. */
  int moved;

  /** What was issued last: all of it, or the rest of a read that came back short. */
  Request issued;

  /** Where that begins, in bytes from the start of the operation. */
  int from;

  /** Of a read, the bytes that the completions so far told of. */
  int reached;

  /** Whether the latest short count was that of the end of the file. */
  boolean metEnd;

  /** The file that it was performed on, and the number of that event. */
  SimulatedTarget.Open performedOn;

  int performedAt;
  int truncations;

  SimulatedOperation(int fill) {
    this.fill = fill;
  }

  /** {@return whether {@code rest} is what its scheduler goes on with after a short read} */
  boolean isRestOf(Op rest) {
    return switch (unit.ticket) {
      case Submission submission -> submission.toIssue() == rest;
      case ChainSubmission chain -> chain.member(index).toIssue() == rest;
      default -> false;
    };
  }

  /** It is issued, all of it or the rest. */
  void issuing(Request part) {
    issued = part;
    from = (int) (part.fileOffset - request.fileOffset);
  }

  /** {@return the result of all of it, if {@code partResult} is that of what was issued last} */
  int total(int partResult) {
    return verb.isRead() && partResult >= 0 ? Math.max(reached, from + partResult) : partResult;
  }

  /** {@return whether it is a read of which a part is there, not known to end at the file's end} */
  boolean isPartRead() {
    return verb.isRead() && reached > 0 && reached < length;
  }

  byte byteAt(int position) {
    return (byte) (fill + position * 7);
  }

  /** Puts into the memory what a write writes, or what a read must replace. */
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

  /** {@return whether what is linked to it must not run} */
  boolean breaksLink(int outcome) {
    return outcome < 0 || (verb.isTransfer() && outcome < length);
  }

  /** {@return how many references to its owner the operation has while it runs} */
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
