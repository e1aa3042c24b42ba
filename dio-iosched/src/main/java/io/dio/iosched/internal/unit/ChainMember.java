// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.Verb;
import io.dio.iosched.internal.observe.Observation;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.Failures;
import io.dio.sys.internal.DurableCalls;
import io.dio.sys.internal.FileOpening;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * One operation of a {@link ChainSubmission}; an entry of the table while the kernel has it. Only
 * the thread that owns the queue uses it.
 */
public final class ChainMember implements Entry {
  public final ChainSubmission chain;
  public final Request request;

  /** The state of an opening into a slot, else null. */
  public final SlotOpening opening;

  /** The call of an operation that a ring may lack, else null. */
  public final BlockingCall call;

  /** The times of the operation; null if nobody wants them. */
  final Observation observation;

  private boolean withoutWishes;

  /** The progress of a read that came back short, else null. */
  private ShortRead shortRead;

  /** Whether the kernel has completed the latest issue. The chain sets it. */
  boolean completed;

  /** Whether the operation ended because the scheduler failed. */
  boolean abandoned;

  /**
   * The kernel's result of the latest issue. Once the member is settled, its final result. The
   * chain sets it.
   */
  int result;

  ChainMember(ChainSubmission chain, Request request) {
    this.chain = chain;
    this.request = request;
    this.opening = request.verb == Verb.OPEN_INTO ? new SlotOpening(request.opening) : null;
    this.call = request.mayLeaveRing() ? new BlockingCall(request, chain::isCancelRequested) : null;
    this.observation = chain.context.observer().begin();
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
  boolean isUnfinished() {
    return Outcome.isInterrupted(request, result)
        || isRefusedWish()
        || ShortRead.isPart(request, shortRead, result);
  }

  boolean isRefusedWish() {
    return request.isRefusedWish(result) && !withoutWishes;
  }

  /**
   * {@return whether it must be issued again} If so, the method also changes what is issued then.
   */
  boolean mustGoOn() {
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

  void settle() {
    int total = ShortRead.total(shortRead, result);
    result = Outcome.settle(request, chain.context, total);
  }

  /** {@return whether the operations behind it must not run} Valid once the member is settled. */
  boolean breaksChain() {
    return request.link() == Request.Link.SOFT && request.breaksLink(result);
  }

  /** {@return the final result} Valid once the member is settled. */
  public int result() {
    return result;
  }

  /** {@return the error of an operation that must not be issued; 0 if it may be issued} */
  int refusal() {
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
  IOException failure() {
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
    for (ChainMember before : chain.members()) {
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
