// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.internal.observe.Observation;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.SharedCopies;
import io.dio.iosched.internal.ticket.Wakes;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * One accepted operation. The same object is the ticket, the in-flight entry and the link in the
 * queues. So an operation needs one allocation besides its {@link Op}.
 */
public sealed class Submission extends Unit implements Entry, BlockingWork
    permits BatchMember, Submission.Observed {
  /**
   * An operation whose times somebody wants. It is a class of its own, because a field in each
   * operation would cost 8 bytes of heap.
   */
  static final class Observed extends Submission {
    private final Observation observation;

    Observed(Request op, SchedulerContext context, Observation observation) {
      super(op, context);
      this.observation = observation;
    }

    @Override
    Observation observation() {
      return observation;
    }
  }

  /** A flag that was only a wish was refused. */
  private static final byte WITHOUT_WISHES = 1;

  /** The kernel may use its memory for ever. Set before it is done. */
  private static final byte ABANDONED = 2;

  /** It is a durable write that is issued without that flag; a sync follows. */
  private static final byte WRITE_FIRST = 4;

  /** It is a durable write whose bytes are written and not yet synced. */
  private static final byte WRITTEN = 8;

  /** It is a durable write that came back short and needs its flag at the next issue. */
  private static final byte NEEDS_FLAG = 16;

  /** A thread that waits for it may make it. */
  private static final byte DEFERRABLE = 32;

  /** It is a barrier sync that its waiter could make, if nothing were ahead of it. */
  private static final byte COMMIT = 64;

  /** The engine copies it while its submitter copies other reads. */
  private static final byte SHARED_COPY = (byte) 128;

  private boolean cancelRequested;

  /**
   * The constants above. In one byte: with another field each operation would cost 8 bytes more.
   */
  private byte marks;

  /** The progress of a read that came back short, else null. */
  private ShortRead shortRead;

  public Submission(Request op, SchedulerContext context) {
    super(op, context);
  }

  /** {@return a marker object for a state of a queue; it is never run} */
  public static Submission marker() {
    return new Submission(null, null);
  }

  /** Makes the operation pending again. No other thread may have a reference to it. */
  public void restart() {
    cancelRequested = false;
    marks = 0;
    shortRead = null;
    reopen();
  }

  /** {@return the RWF_ flags of the next issue} */
  public final int rwFlags() {
    int flags = isWithoutWishes() ? op.requiredRwFlags() : op.rwFlags();
    return isWriteFirst() ? flags & ~TransferFlag.DATA_SYNC.rwf() : flags;
  }

  /** Notes that a thread that waits for it may make it. Called before the hand-over. */
  public final void deferrable() {
    marks |= DEFERRABLE;
  }

  public final boolean isDeferrable() {
    return (marks & DEFERRABLE) != 0;
  }

  /**
   * Notes that it is a barrier sync that its waiter could make, if nothing were ahead of it. Called
   * before the hand-over.
   */
  public final void commit() {
    marks |= COMMIT;
  }

  public final boolean isCommit() {
    return (marks & COMMIT) != 0;
  }

  /**
   * Notes that it is one of the {@link SharedCopies}, which have counted it. Called before the
   * hand-over.
   */
  public final void sharedCopy() {
    marks |= SHARED_COPY;
  }

  public final boolean isSharedCopy() {
    return (marks & SHARED_COPY) != 0;
  }

  @Override
  public void ended(Wakes wakes) {
    if (isSharedCopy()) {
      context.sharedCopies().ended();
    }
    super.ended(wakes);
  }

  @Override
  protected final void aboutToWait() {
    if (isSharedCopy()) {
      // Nobody was called for it if a worker was copying. That worker may wait for a device.
      context.awaitsSharedCopy();
    }
  }

  /**
   * Defers the unit. No other thread may have a reference to it.
   *
   * @param place where it is found until it is handed over; its position in the order of acceptance
   *     comes later, and takes the same field
   */
  public final void defer(int place) {
    acceptance = place;
    defer();
  }

  /** {@return the place of a unit that is deferred; any value afterwards} */
  public final int deferredAt() {
    return (int) acceptance;
  }

  // ---- shared syncs ----

  /**
   * {@return whether a sync that is shared with others can make this write durable, in place of its
   * flag}
   */
  public final boolean mayShareSync() {
    return op.isDurableByFlag() && isFirstIssue();
  }

  /** {@return whether it is issued as it was submitted, and not what an earlier issue left} */
  public final boolean isFirstIssue() {
    return (marks & (NEEDS_FLAG | WRITTEN)) == 0 && shortRead == null;
  }

  /**
   * Sets how the next issue makes this durable write durable.
   *
   * @param first whether it only writes the bytes, and a sync follows
   */
  public final void writeFirst(boolean first) {
    marks = (byte) (first ? marks | WRITE_FIRST : marks & ~WRITE_FIRST);
  }

  @Override
  public final boolean isWriteFirst() {
    return (marks & WRITE_FIRST) != 0;
  }

  /** {@return whether it is a durable write whose bytes are written and not yet synced} */
  public final boolean isWritten() {
    return (marks & WRITTEN) != 0;
  }

  /** {@return whether its next step is a sync, which it can share with others} */
  public final boolean needsSync() {
    return isWritten() || op.isSharedSync();
  }

  // ---- results ----

  private boolean isWithoutWishes() {
    return (marks & WITHOUT_WISHES) != 0;
  }

  /** {@return the operation to issue: the whole operation, or the rest of a short read} */
  public final Request toIssue() {
    return shortRead == null ? op : shortRead.rest();
  }

  /**
   * {@return whether it must be issued again after {@code result}} That is so if a preferred flag
   * was refused or a read came back short. {@link #toIssue} and {@link #rwFlags} then return the
   * changed operation.
   */
  public final boolean mustGoOn(int result) {
    if (Outcome.isInterrupted(op, result)) {
      marks &= ~WRITE_FIRST;
      return RequestHolds.isMemoryAlive(op);
    }
    if (isWritten()) {
      return false;
    }
    if (isRefusedWish(result)) {
      marks |= WITHOUT_WISHES;
      marks &= ~WRITE_FIRST;
      context.countDroppedFlag();
      return RequestHolds.isMemoryAlive(op);
    }
    if (isWriteFirst()) {
      return mustGoOnAfterWrite(result);
    }
    ShortRead progress = ShortRead.after(op, shortRead, result);
    if (progress == null) {
      return false;
    }
    shortRead = progress;
    return true;
  }

  /**
   * A short write is made again as a whole, with its flag. The flag then makes durable what the
   * result says, and no count has to be kept until a sync.
   */
  private boolean mustGoOnAfterWrite(int result) {
    marks &= ~WRITE_FIRST;
    if (result < 0 || !RequestHolds.isMemoryAlive(op)) {
      return false;
    }
    marks |= op.isShort(result) ? NEEDS_FLAG : WRITTEN;
    return true;
  }

  /** {@return whether {@code result} is the refusal of a preferred flag} */
  private boolean isRefusedWish(int result) {
    return op.isRefusedWish(result) && !isWithoutWishes() && !isWritten();
  }

  /**
   * {@return the result of the whole operation if it was cancelled and its latest issue ended with
   * {@code result}}
   */
  public final int totalOfCancelled(int result) {
    boolean ended =
        !Outcome.isInterrupted(op, result)
            && !isRefusedWish(result)
            && !(isWriteFirst() && result >= 0) // the bytes are not durable
            && !ShortRead.isPart(op, shortRead, result);
    return ended ? total(result) : -Errno.ECANCELED;
  }

  /** {@return the result of the whole operation if its latest issue ended with {@code result}} */
  public final int total(int result) {
    if (isWritten()) {
      return result < 0 ? result : (int) op.byteSize;
    }
    return ShortRead.total(shortRead, result);
  }

  @Override
  public final void abandonUnissued(int result) {
    publish(Outcome.unissued(op, context, result));
  }

  @Override
  public final Request request() {
    return op;
  }

  @Override
  public final void abandonInFlight() {
    if (isDone()) {
      return;
    }
    marks |= ABANDONED;
    RequestHolds.releaseFile(op);
    publish(Outcome.SCHEDULER_DIED);
    tell();
  }

  /**
   * {@return whether the kernel may still use the operation's memory, so that the operation must
   * never change} Valid once it is done.
   */
  public final boolean isAbandoned() {
    return (marks & ABANDONED) != 0;
  }

  @Override
  public final void forEachUnit(Consumer<Unit> action) {
    action.accept(this);
  }

  @Override
  public final boolean isCancelRequested() {
    return cancelRequested;
  }

  @Override
  public final void cancelRequested() {
    cancelRequested = true;
  }

  @Override
  public final IOException failure(int result) {
    return isWritten()
        ? Outcome.syncFailure(op, context, result)
        : Outcome.failure(op, context, result);
  }

  @Override
  public String toString() {
    return "Ticket[" + op + (isDone() ? ", " + Outcome.describe(result()) : ", running") + "]";
  }
}
