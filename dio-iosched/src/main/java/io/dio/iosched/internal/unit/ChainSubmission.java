// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.OpResult;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.Failures;
import io.dio.sys.internal.DurableCalls;
import io.dio.sys.internal.FileOpening;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An accepted chain. It tracks which of its operations are in the kernel and which have ended, and
 * decides what happens to the later ones. Only the thread that owns the queue uses it, except for
 * the methods of {@link Ticket}.
 *
 * <p>A chain is issued in <em>segments</em>. The operations of a segment are placed together and
 * linked by the kernel. Most chains are one segment. A chain needs several segments where the
 * kernel's rules differ from ours:
 *
 * <ul>
 *   <li>The kernel starts a hard-linked operation even if the one before it was cancelled or
 *       interrupted. So a segment contains no hard link. A hard-linked operation is issued when the
 *       one before it has ended.
 *   <li>After a failed sync or allocation the kernel continues, as if the next operation were
 *       hard-linked. Therefore an operation linked to one of these is issued when that has
 *       succeeded.
 *   <li>A file is opened outside the ring before it is installed in its slot. So an opening into a
 *       slot begins a segment, which is placed when the file is open.
 *   <li>An operation that a ring may lack is a segment by itself. If the ring lacks it, another
 *       thread makes its call.
 *   <li>The vectors of one segment have at most {@link IovecArea#CAPACITY} pieces together.
 *   <li>An operation on a poisoned file is not issued. An operation that is hard-linked to it still
 *       runs.
 *   <li>An operation is issued again if it was interrupted, if a preferred flag was refused, or if
 *       a read was short. The kernel has then cancelled the operations linked behind it, and these
 *       are issued again as well.
 *   <li>If the kernel cannot prepare one operation, it cancels the whole segment, including the
 *       operations before that one. The rest is then issued one by one, starting with the first
 *       cancelled operation.
 * </ul>
 */
public final class ChainSubmission extends Unit implements BlockingWork {
  /** One operation of the chain; an entry of the table while the kernel has it. */
  public static final class Member implements Entry {
    public final ChainSubmission chain;
    public final Request request;

    /** The state of an opening into a slot, else null. */
    public final SlotOpening opening;

    /** The call of an operation that a ring may lack, else null. */
    public final BlockingCall call;

    private boolean withoutWishes;

    /** The progress of a read that came back short, else null. */
    private ShortRead shortRead;

    private boolean completed;
    private boolean abandoned;

    /** The kernel's result of the latest issue. Once the member is settled, its final result. */
    private int result;

    Member(ChainSubmission chain, Request request) {
      this.chain = chain;
      this.request = request;
      this.opening = request.verb == Verb.OPEN_INTO ? new SlotOpening(request.opening) : null;
      this.call =
          request.mayLeaveRing() ? new BlockingCall(request, chain::isCancelRequested) : null;
    }

    public int rwFlags() {
      return withoutWishes ? request.requiredRwFlags() : request.rwFlags();
    }

    /** {@return the operation to issue: the whole operation, or the rest of a short read} */
    public Request toIssue() {
      return shortRead == null ? request : shortRead.rest();
    }

    /**
     * {@return whether the kernel returned the operation undone or partly done} It may have to be
     * issued again.
     */
    private boolean isUnfinished() {
      return Outcome.isInterrupted(request, result)
          || isRefusedWish()
          || ShortRead.isPart(request, shortRead, result);
    }

    private boolean isRefusedWish() {
      return request.isRefusedWish(result) && !withoutWishes;
    }

    /**
     * {@return whether it must be issued again} If so, the method also changes what is issued then.
     */
    private boolean mustGoOn() {
      if (Outcome.isInterrupted(request, result)) {
        return RequestHolds.isMemoryAlive(request);
      }
      if (isRefusedWish()) {
        withoutWishes = true;
        chain.context.countDroppedFlag();
        return RequestHolds.isMemoryAlive(request);
      }
      ShortRead progress = ShortRead.after(request, shortRead, result);
      if (progress == null) {
        return false;
      }
      shortRead = progress;
      return true;
    }

    private void settle() {
      int total = ShortRead.total(shortRead, result);
      result = Outcome.settle(request, chain.context, total);
    }

    /** {@return whether the operations behind it must not run} Valid once the member is settled. */
    private boolean breaksChain() {
      return request.link() == Request.Link.SOFT && request.breaksLink(result);
    }

    /** {@return the final result} Valid once the member is settled. */
    public int result() {
      return result;
    }

    /** {@return the error of an operation that must not be issued; 0 if it may be issued} */
    private int refusal() {
      int poisoned = Outcome.refusal(request);
      if (poisoned != 0) {
        return poisoned;
      }
      IOException notOpened = opening == null ? null : opening.failure();
      return notOpened == null ? 0 : -OpenSubmission.errnoOf(notOpened);
    }

    /**
     * {@return the exception for the final result; null if it succeeded} Valid once the member is
     * settled.
     */
    private IOException failure() {
      IOException own = opening != null ? opening.failure() : call != null ? call.failure() : null;
      return own != null && result == -OpenSubmission.errnoOf(own)
          ? Failures.fresh(own)
          : Outcome.failure(request, chain.context, result);
    }

    @Override
    public Request request() {
      return request;
    }

    @Override
    public void forEachUnit(Consumer<Unit> action) {
      action.accept(chain);
    }

    /** The file in the slot may be one that the chain itself opens before this operation runs. */
    @Override
    public DurableCalls durableCalls() {
      FileOpening opened = null;
      for (Member before : chain.members) {
        if (before == this) {
          break;
        }
        if (before.request.verb == Verb.OPEN_INTO && before.request.sharesTarget(request)) {
          opened = before.request.opening;
        }
      }
      return opened == null ? request.durableCalls() : request.durableCallsOn(opened);
    }

    /**
     * The scheduler failed while this success waited for concurrent calls to end. The kernel no
     * longer uses its memory.
     */
    public void abandonUnbelieved() {
      if (abandoned) {
        return;
      }
      abandoned = true;
      result = Outcome.unissued(request, chain.context, Outcome.SCHEDULER_DIED);
      chain.abandonedInFlight();
    }

    @Override
    public void abandonInFlight() {
      if (abandoned) {
        return;
      }
      abandoned = true;
      RequestHolds.releaseFile(request);
      result = Outcome.SCHEDULER_DIED;
      chain.abandonedInFlight();
    }
  }

  /**
   * The most pieces that all vectors of one segment have together: four operations of the largest
   * size, or many of a usual one. A ring keeps 64 KiB for that many.
   */
  public static final int MAX_SEGMENT_PIECES = 4 * Op.MAX_PIECES;

  private final Member[] members;

  /** The index of the first operation that is not settled; the segment starts here. */
  private int begin;

  /** The index behind the last operation of the segment. */
  private int end;

  /** Operations of the segment that the kernel has. */
  private int running;

  private boolean oneByOne;

  /** Whether the kernel is done with the segment and {@link #segmentEnded} is still to follow. */
  private boolean unsettled;

  /** Volatile for the worker that runs the chain while another thread asks. */
  private volatile boolean cancelRequested;

  ChainSubmission(Request head, SchedulerContext context) {
    super(head, context);
    members = new Member[head.chainLength()];
    Request rest = head;
    for (int i = 0; i < members.length; i++) {
      members[i] = new Member(this, rest);
      rest = rest.next;
    }
  }

  @Override
  public int operationCount() {
    return members.length;
  }

  public Member member(int index) {
    return members[index];
  }

  public int segmentBegin() {
    return begin;
  }

  public int segmentEnd() {
    return end;
  }

  /** {@return how the operation at {@code index} is tied to the next of its segment} */
  public Request.Link linkInSegment(int index) {
    return index == end - 1 ? Request.Link.NONE : members[index].request.link();
  }

  public boolean hasEnded() {
    return begin == members.length;
  }

  /** Issues every operation as a segment of its own. */
  public void issueOneByOne() {
    oneByOne = true;
  }

  /**
   * Settles the operations that need no system call, and finds the next segment. {@return whether
   * there is a segment to place}
   */
  public boolean prepareSegment() {
    while (!hasEnded()) {
      if (cancelRequested) {
        settleUnissued(begin, members.length, -Errno.ECANCELED);
        break;
      }
      Member first = members[begin];
      int refusal = first.refusal();
      if (refusal == 0) {
        end = segmentEndFrom(begin);
        return true;
      }
      settleUnissued(begin, begin + 1, refusal);
      if (first.breaksChain()) {
        settleUnissued(begin, members.length, -Errno.ECANCELED);
      }
    }
    return false;
  }

  /**
   * {@return the opening that must be tried before the segment can be placed, or null} It belongs
   * to the segment that {@link #prepareSegment} found. After the attempt the segment must be
   * prepared again.
   */
  public SlotOpening untriedOpening() {
    SlotOpening first = members[begin].opening;
    return first == null || first.wasTried() ? null : first;
  }

  /**
   * {@return the operation that is the whole segment and that a ring may lack, or null} Valid after
   * {@link #prepareSegment} found a segment.
   */
  public Member memberWithCall() {
    return members[begin].call == null ? null : members[begin];
  }

  /** {@return the opening whose file is open although its segment was cancelled, or null} */
  public SlotOpening unwantedOpening() {
    return cancelRequested && !hasEnded() ? held(members[begin].opening) : null;
  }

  /**
   * {@return the opening of the segment, whose descriptor is no longer needed, or null} Valid after
   * the kernel has completed the segment and before {@link #segmentEnded}.
   */
  public SlotOpening finishedOpening() {
    return runsAgain(members[begin]) ? null : held(members[begin].opening);
  }

  private static SlotOpening held(SlotOpening opening) {
    return opening != null && opening.holdsDescriptor() ? opening : null;
  }

  /** Closes the files that the chain opened and did not install. This may block. */
  public void discardOpenings() {
    for (Member member : members) {
      if (member.opening != null) {
        member.opening.discard();
      }
    }
  }

  private int segmentEndFrom(int first) {
    int last = first;
    int pieces = members[first].request.pieceCount();
    while (!oneByOne && last + 1 < members.length && isPlacedWithNext(last)) {
      pieces += members[last + 1].request.pieceCount();
      if (pieces > MAX_SEGMENT_PIECES) {
        break;
      }
      last++;
    }
    return last + 1;
  }

  private boolean isPlacedWithNext(int index) {
    Request request = members[index].request;
    Member next = members[index + 1];
    return request.link() == Request.Link.SOFT
        && members[index].call == null
        && !request.verb.failsUnnoticedInChains()
        && next.opening == null
        && next.call == null
        && next.request.poisoned() == null;
  }

  /** Notes that a member of the segment was placed. */
  public void placed(Member member) {
    if (member.opening != null) {
      member.request.slot.arrives(member.opening.descriptor());
    }
    if (member.call != null) {
      member.call.prepare();
    }
    member.completed = false;
    running++;
  }

  /**
   * Notes that the kernel has completed a member. {@return whether it has completed the whole
   * segment}
   */
  public boolean completed(Member member, int result) {
    // The ring returns the number of slots that have a new file.
    member.result = member.opening != null ? Math.min(0, result) : result;
    member.completed = true;
    unsettled = --running == 0;
    return unsettled;
  }

  /**
   * Settles the members that have a final result, after the kernel has completed the segment.
   * {@link #prepareSegment} handles the others.
   */
  public void segmentEnded() {
    unsettled = false;
    boolean broken = false;
    for (int segmentEnd = end; begin < segmentEnd; begin++) {
      Member member = members[begin];
      if (!broken && mustRunAgain(member)) {
        return;
      }
      if ((cancelRequested || broken) && member.isUnfinished()) {
        member.result = -Errno.ECANCELED;
      }
      member.settle();
      if (!broken && !cancelRequested) {
        member.result = Outcome.withoutCancel(member.result);
      }
      broken |= member.breaksChain();
    }
    if (broken || cancelRequested) {
      settleUnissued(begin, members.length, -Errno.ECANCELED);
    }
  }

  private boolean mustRunAgain(Member member) {
    if (cancelRequested) {
      return false;
    }
    if (member.result == -Errno.ECANCELED && !oneByOne) {
      // No earlier member broke a link, or the loop would have ended before.
      oneByOne = true;
      return true;
    }
    return member.mustGoOn();
  }

  /**
   * {@return whether a member that the kernel returned will be issued again} It changes no state.
   */
  private boolean runsAgain(Member member) {
    return !cancelRequested
        && ((member.result == -Errno.ECANCELED && !oneByOne) || member.isUnfinished());
  }

  private void settleUnissued(int from, int to, int result) {
    for (begin = from; begin < to; begin++) {
      Member member = members[begin];
      if (!member.abandoned) {
        member.result = Outcome.unissued(member.request, context, result);
      }
    }
  }

  @Override
  public void forEachUnit(Consumer<Unit> action) {
    action.accept(this);
  }

  /** Counts the operations of the chain. All of them must be settled. */
  public void count(OperationCounters counters) {
    for (Member member : members) {
      Request request = member.request;
      counters.count(request.verb, member.result, request.isShort(member.result));
    }
  }

  /** Publishes the results of all operations. */
  public void finish() {
    publish(members[0].result);
  }

  @Override
  public void abandonUnissued(int result) {
    discardOpenings();
    abandonCalls();
    if (unsettled) {
      segmentEnded();
    }
    settleUnissued(begin, members.length, result);
    finish();
  }

  /** A call that another thread is making keeps its file until it has ended. */
  private void abandonCalls() {
    for (Member member : members) {
      if (member.call != null && !member.call.abandon()) {
        member.abandoned = true;
        member.result = Outcome.SCHEDULER_DIED;
      }
    }
  }

  /** When all operations in the kernel are abandoned, abandons the others too. */
  private void abandonedInFlight() {
    if (--running > 0) {
      return;
    }
    discardOpenings();
    for (; begin < members.length; begin++) {
      Member member = members[begin];
      // An operation behind the segment may have completed earlier: it was cancelled and must be
      // issued again.
      if (member.completed && begin < end && !member.isUnfinished()) {
        settleOrAbandon(member);
      } else if (!member.abandoned) {
        member.result = Outcome.unissued(member.request, context, Outcome.SCHEDULER_DIED);
      }
    }
    finish();
    tell();
  }

  /** Settles a member, or abandons it if there is no memory to record its failure. */
  private void settleOrAbandon(Member member) {
    try {
      member.settle();
    } catch (Throwable e) {
      member.result = Outcome.unissued(member.request, context, Outcome.SCHEDULER_DIED);
    }
  }

  @Override
  public boolean isCancelRequested() {
    return cancelRequested;
  }

  @Override
  public void cancelRequested() {
    cancelRequested = true;
  }

  // ---- ticket ----

  /** {@return the first error in the order of the chain} The results are already published. */
  @Override
  public IOException failure(int firstResult) {
    for (Member member : members) {
      IOException failure = member.failure();
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  @Override
  public List<OpResult> results() {
    // Reading the state makes all results visible to this thread.
    result();
    List<OpResult> results = new ArrayList<>(members.length);
    for (Member member : members) {
      results.add(new OpResult(Math.max(0, member.result), Optional.ofNullable(member.failure())));
    }
    return List.copyOf(results);
  }

  @Override
  public String toString() {
    return "Ticket[" + op + (isDone() ? ", done" : ", running") + "]";
  }
}
