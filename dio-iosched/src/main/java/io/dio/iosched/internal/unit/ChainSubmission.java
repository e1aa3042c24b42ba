// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.foreign.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.OpResult;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.Failures;
import io.dio.sys.internal.DurableCalls;
import io.dio.sys.internal.FileOpening;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An accepted chain: which of its operations the kernel has, which have ended, and what that means
 * for those behind them. Owner of the queue only, but for what a ticket tells.
 *
 * <p>A chain is issued in <em>segments</em>, stretches that are placed together and linked by the
 * kernel. Mostly one segment is all of it. It takes more where the kernel's rules and ours differ:
 *
 * <ul>
 *   <li>The kernel starts what is hard-linked to an operation even if that was cancelled or
 *       interrupted. So a segment holds no hard link: what is hard-linked is issued when the
 *       operation before it has ended.
 *   <li>The kernel goes on behind a sync or an allocation that failed, as if it had been
 *       hard-linked. What is linked to one is issued when that has succeeded.
 *   <li>A file is opened outside the ring before it is installed in its slot. So an opening into a
 *       slot begins a segment, which is placed when the file is open.
 *   <li>The vectors of one segment have at most {@link #MAX_SEGMENT_PIECES} pieces together.
 *   <li>An operation whose file is poisoned is not issued; what is hard-linked to it runs still.
 *   <li>An operation is issued again if it was interrupted, if a flag that was only a wish was
 *       refused, or if a read came back short. The kernel has then cancelled what is linked behind
 *       it, which is issued again as well.
 *   <li>The kernel cancels a whole segment, its beginning too, if one operation cannot even be
 *       prepared. From the first one cancelled so, the rest is issued one by one.
 * </ul>
 */
public final class ChainSubmission extends Unit implements BlockingWork {
  /** One operation of the chain; an entry of the table while the kernel has it. */
  public static final class Member implements Entry {
    public final ChainSubmission chain;
    public final Request request;

    /** Of an opening into a slot, else null. */
    public final SlotOpening opening;

    private boolean withoutWishes;

    /** What it has so far if it is a read that came back short, else null. */
    private ShortRead shortRead;

    private boolean completed;
    private boolean abandoned;

    /** The kernel's for what was issued last; once it is settled, the outcome. */
    private int result;

    Member(ChainSubmission chain, Request request) {
      this.chain = chain;
      this.request = request;
      this.opening = request.verb == Verb.OPEN_INTO ? new SlotOpening(request.opening) : null;
    }

    public int rwFlags() {
      return withoutWishes ? request.requiredRwFlags() : request.rwFlags();
    }

    /** {@return the operation to issue: all of it, or what a short read left} */
    public Request toIssue() {
      return shortRead == null ? request : shortRead.rest();
    }

    /** {@return whether the kernel gave it back undone or in part} It may have to go on. */
    private boolean isUnfinished() {
      return result == -Errno.EINTR
          || isRefusedWish()
          || ShortRead.isPart(request, shortRead, result);
    }

    private boolean isRefusedWish() {
      return request.isRefusedWish(result) && !withoutWishes;
    }

    /** {@return whether it must be issued again} Changes what is issued then. */
    private boolean mustGoOn() {
      if (isRefusedWish()) {
        withoutWishes = true;
        chain.context.countDroppedFlag();
        return true;
      }
      ShortRead progress = ShortRead.after(request, shortRead, result);
      if (progress != null) {
        shortRead = progress;
      }
      return progress != null || result == -Errno.EINTR;
    }

    private void settle() {
      int total = ShortRead.total(shortRead, result);
      result = Outcome.settle(request, chain.context, total);
    }

    /** {@return whether nothing behind it may run} Once it is settled. */
    private boolean breaksChain() {
      return request.link() == Request.Link.SOFT && request.breaksLink(result);
    }

    /** {@return the outcome} Once it is settled. */
    public int result() {
      return result;
    }

    /** {@return the result of what cannot be issued, 0 for what can be} */
    private int refusal() {
      if (request.poisoned() != null) {
        return Outcome.FILE_POISONED;
      }
      IOException notOpened = opening == null ? null : opening.failure();
      return notOpened == null ? 0 : -OpenSubmission.errnoOf(notOpened);
    }

    /** {@return what the outcome is thrown as, null if it is a success} Once it is settled. */
    private IOException failure() {
      IOException notOpened = opening == null ? null : opening.failure();
      return notOpened != null && result == -OpenSubmission.errnoOf(notOpened)
          ? Failures.fresh(notOpened)
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

    /** What is in its slot when it runs may be what the chain itself opens before. */
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

    /** The scheduler died while its success waited to be believed: the kernel is done with it. */
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

  /** The first that is not settled: the segment is placed from here. */
  private int begin;

  /** Behind the last of the segment. */
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

  /** Makes every operation a segment of its own. */
  public void issueOneByOne() {
    oneByOne = true;
  }

  /**
   * Settles what can be settled without the kernel and finds the next segment. {@return whether
   * there is one to place}
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
   * {@return what must be opened before the segment can be placed, or null} For a segment that
   * {@link #prepareSegment} found; once it was tried, the segment is to be prepared anew.
   */
  public SlotOpening untriedOpening() {
    SlotOpening first = members[begin].opening;
    return first == null || first.wasTried() ? null : first;
  }

  /** {@return what is open for the next segment although that was cancelled, or null} */
  public SlotOpening unwantedOpening() {
    return cancelRequested && !hasEnded() ? held(members[begin].opening) : null;
  }

  /**
   * {@return the opening of the segment, whose descriptor nobody needs any more, or null} Once the
   * kernel is done with the segment, and before {@link #segmentEnded}.
   */
  public SlotOpening finishedOpening() {
    return runsAgain(members[begin]) ? null : held(members[begin].opening);
  }

  private static SlotOpening held(SlotOpening opening) {
    return opening != null && opening.holdsDescriptor() ? opening : null;
  }

  /** Closes what the chain opened and did not install. This may block. */
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
        && !request.verb.failsUnnoticedInChains()
        && next.opening == null
        && next.request.poisoned() == null;
  }

  /** A member of the segment goes to the kernel. */
  public void placed(Member member) {
    if (member.opening != null) {
      member.request.slot.arrives(member.opening.descriptor());
    }
    member.completed = false;
    running++;
  }

  /** The kernel is done with a member. {@return whether it is with the whole segment} */
  public boolean completed(Member member, int result) {
    // A ring tells how many slots have a new file.
    member.result = member.opening != null ? Math.min(0, result) : result;
    member.completed = true;
    unsettled = --running == 0;
    return unsettled;
  }

  /**
   * The kernel is done with the segment: settles what has its outcome. What remains, if anything,
   * is for {@link #prepareSegment}.
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
      // Nothing before it broke a link, or we would not be here.
      oneByOne = true;
      return true;
    }
    return member.mustGoOn();
  }

  /** {@return whether a member that the kernel gave back is issued again} Changes nothing. */
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

  /** Counts its operations, all of them settled. */
  public void count(OperationCounters counters) {
    for (Member member : members) {
      Request request = member.request;
      counters.count(request.verb, member.result, request.isShort(member.result));
    }
  }

  /** Publishes the outcome of all. */
  public void finish() {
    publish(members[0].result);
  }

  @Override
  public void abandonUnissued(int result) {
    discardOpenings();
    if (unsettled) {
      segmentEnded();
    }
    settleUnissued(begin, members.length, result);
    finish();
  }

  /** Once all that the kernel had is abandoned, the others follow. */
  private void abandonedInFlight() {
    if (--running > 0) {
      return;
    }
    discardOpenings();
    for (; begin < members.length; begin++) {
      Member member = members[begin];
      // What is behind the segment may have completed before, cancelled and to be issued again.
      if (member.completed && begin < end && !member.isUnfinished()) {
        settleOrAbandon(member);
      } else if (!member.abandoned) {
        member.result = Outcome.unissued(member.request, context, Outcome.SCHEDULER_DIED);
      }
    }
    finish();
    // Without the fence a waiter that registers now is missed.
    VarHandle.fullFence();
    ended();
  }

  /** To note a failure takes memory, and there may be none. */
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

  /** The first error of the chain, in its order; the results' owner has published by now. */
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
    // Reads the state, and with that all results.
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
