// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.OpResult;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.request.Request;
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
  /**
   * The most pieces that all vectors of one segment have together: four operations of the largest
   * size, or many of a usual one. A ring keeps 64 KiB for that many.
   */
  public static final int MAX_SEGMENT_PIECES = 4 * Op.MAX_PIECES;

  private final ChainMember[] members;

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
    members = new ChainMember[head.chainLength()];
    Request rest = head;
    for (int i = 0; i < members.length; i++) {
      members[i] = new ChainMember(this, rest);
      rest = rest.next;
    }
  }

  @Override
  public int operationCount() {
    return members.length;
  }

  /** {@return all operations; the caller must not change the array} */
  ChainMember[] members() {
    return members;
  }

  public ChainMember member(int index) {
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
      ChainMember first = members[begin];
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
  public ChainMember memberWithCall() {
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
    for (ChainMember member : members) {
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
    ChainMember next = members[index + 1];
    return request.link() == Request.Link.SOFT
        && members[index].call == null
        && !request.verb.failsUnnoticedInChains()
        && next.opening == null
        && next.call == null
        && next.request.poisoned() == null;
  }

  /** Notes that a member of the segment was placed. */
  public void placed(ChainMember member) {
    if (member.opening != null) {
      member.request.slot.arrives(member.opening.descriptor());
    }
    if (member.call != null) {
      member.call.prepare();
    }
    member.completed = false;
    if (member.observation != null) {
      member.observation.begun();
    }
    running++;
  }

  /**
   * Notes that the kernel has completed a member. {@return whether it has completed the whole
   * segment}
   */
  public boolean completed(ChainMember member, int result) {
    // The ring returns the number of slots that have a new file.
    member.result = member.opening != null ? Math.min(0, result) : result;
    member.completed = true;
    if (member.observation != null) {
      member.observation.returned();
    }
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
      ChainMember member = members[begin];
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

  private boolean mustRunAgain(ChainMember member) {
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
  private boolean runsAgain(ChainMember member) {
    return !cancelRequested
        && ((member.result == -Errno.ECANCELED && !oneByOne) || member.isUnfinished());
  }

  private void settleUnissued(int from, int to, int result) {
    for (begin = from; begin < to; begin++) {
      ChainMember member = members[begin];
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
    for (ChainMember member : members) {
      Request request = member.request;
      counters.count(request.verb, member.result, request.isShort(member.result));
    }
  }

  @Override
  void observe(int firstResult) {
    for (ChainMember member : members) {
      end(member.observation, member.request, member.result);
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
    for (ChainMember member : members) {
      if (member.call != null && !member.call.abandon()) {
        member.abandoned = true;
        member.result = Outcome.SCHEDULER_DIED;
      }
    }
  }

  /** When all operations in the kernel are abandoned, abandons the others too. */
  void abandonedInFlight() {
    if (--running > 0) {
      return;
    }
    discardOpenings();
    for (; begin < members.length; begin++) {
      ChainMember member = members[begin];
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
  private void settleOrAbandon(ChainMember member) {
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
    for (ChainMember member : members) {
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
    for (ChainMember member : members) {
      results.add(new OpResult(Math.max(0, member.result), Optional.ofNullable(member.failure())));
    }
    return List.copyOf(results);
  }

  @Override
  public String toString() {
    return "Ticket[" + op + (isDone() ? ", done" : ", running") + "]";
  }
}
