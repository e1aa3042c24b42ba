// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.internal.order.WaitingUnits;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.unit.BlockingCall;
import io.dio.iosched.internal.unit.ChainMember;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.SlotOpening;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The chains of a {@link Backlog} that have left the queue: places their segments, settles them
 * when the kernel has completed them, and has other threads open and close their files. Only the
 * coordinator's thread uses it.
 */
final class Chains {
  private final Ring ring;
  private final Finisher finisher;
  private final WaitingUnits waiting;
  private final InFlightTable inFlight;
  private final DurableEntries durable;
  private final Outside outside;
  private final UnderWay underWay;
  private final ChainSpans spans = new ChainSpans();

  /** Chains that have left the queue. A chain can have several members in the table. */
  private final IdentityHashMap<ChainSubmission, Boolean> live = new IdentityHashMap<>();

  Chains(
      Ring ring,
      Finisher finisher,
      WaitingUnits waiting,
      InFlightTable inFlight,
      DurableEntries durable,
      Outside outside,
      UnderWay underWay) {
    this.ring = ring;
    this.finisher = finisher;
    this.waiting = waiting;
    this.inFlight = inFlight;
    this.durable = durable;
    this.outside = outside;
    this.underWay = underWay;
  }

  /** {@return the chains that have begun and not ended} */
  Set<ChainSubmission> live() {
    return live.keySet();
  }

  /**
   * Passes every chain that has begun and not ended to {@code action}, as a key. Allocates nothing.
   */
  void forEach(BiConsumer<? super ChainSubmission, Boolean> action) {
    live.forEach(action);
  }

  // ---- place ----

  /** Places the next segment of the chain at the head of the queue. {@return false for no room} */
  boolean place(ChainSubmission chain) {
    if (!chain.prepareSegment()) {
      waiting.remove();
      finish(chain);
      waiting.ended(chain);
      return true;
    }
    SlotOpening untried = chain.untriedOpening();
    if (untried != null) {
      // The chain is still in the queue. If this throws, it is found and failed there.
      begin(chain);
      waiting.remove();
      sendAway(chain, untried::open, untried::refuse, () -> openingEnded(chain));
      return true;
    }
    ChainMember alone = chain.memberWithCall();
    if (alone != null && !ring.has(alone.request.command)) {
      begin(chain);
      waiting.remove();
      callOutside(chain, alone);
      return true;
    }
    int length = chain.segmentEnd() - chain.segmentBegin();
    if (inFlight.free() < length || !ring.hasRoomFor(chain)) {
      return false;
    }
    if (length > 1) {
      spans.add(ring.unsubmittedBesideChains(), length);
    }
    for (int i = chain.segmentBegin(); i < chain.segmentEnd(); i++) {
      ChainMember member = chain.member(i);
      chain.placed(member);
      long userData = inFlight.nextUserData();
      inFlight.add(member);
      durable.placed(member);
      if (!ring.place(member.toIssue(), member.rwFlags(), chain.linkInSegment(i), userData)) {
        throw new AssertionError("no room for a chain where there was: " + chain);
      }
    }
    begin(chain);
    waiting.remove();
    return true;
  }

  /** Another thread makes the call, because this ring lacks the operation. */
  private void callOutside(ChainSubmission chain, ChainMember member) {
    chain.placed(member);
    BlockingCall call = member.call;
    Runnable end =
        () -> {
          chain.completed(member, call.result());
          settleSegment(chain);
        };
    if (call.isOnSlot()) {
      call.refuseOnSlot();
      end.run();
    } else {
      sendAway(chain, call::make, call::refuse, end);
    }
  }

  private void begin(ChainSubmission chain) {
    if (live.put(chain, Boolean.TRUE) == null) {
      underWay.begun(chain.operationCount());
    }
  }

  /** {@return whether an enter that took {@code taken} of the placed entries split a chain} */
  boolean isCut(int taken) {
    return spans.submitted(taken);
  }

  private void openingEnded(ChainSubmission chain) {
    if (chain.isCancelRequested()) {
      // It does not pass through the queue, because it could have to wait for room there.
      endCancelled(chain);
    } else {
      waiting.putBack(chain);
    }
  }

  /** Ends a cancelled chain of which nothing is in the kernel. Nothing more of it is issued. */
  void endCancelled(ChainSubmission chain) {
    SlotOpening unwanted = chain.unwantedOpening();
    if (unwanted != null) {
      closeOutside(chain, unwanted, () -> endCancelled(chain));
    } else {
      chain.prepareSegment();
      finish(chain);
      waiting.ended(chain);
    }
  }

  /**
   * Closes the descriptor through which a file was, or would have been, installed in its slot. The
   * close may block on some file systems. It must end before the chain settles the operations
   * behind the opening: a caller whose close of the slot has completed relies on the file being
   * closed.
   */
  private void closeOutside(ChainSubmission chain, SlotOpening opening, Runnable then) {
    sendAway(chain, opening::discard, _ -> opening.discard(), then);
  }

  /**
   * Runs a call that may block for {@code chain} on another thread, and then {@code then} on this
   * thread.
   */
  private void sendAway(
      ChainSubmission chain, Runnable call, Consumer<Throwable> refused, Runnable then) {
    outside.add(chain);
    outside.run(
        call,
        refused,
        () -> {
          outside.remove(chain);
          then.run();
        });
  }

  private void finish(ChainSubmission chain) {
    if (live.remove(chain) != null) {
      underWay.ended(chain.operationCount());
    }
    finisher.finish(chain);
  }

  // ---- complete ----

  /** Notes that the kernel has completed {@code member}. */
  void completed(ChainMember member, int result) {
    if (member.chain.completed(member, result)) {
      segmentEnded(member.chain);
    }
  }

  private void segmentEnded(ChainSubmission chain) {
    SlotOpening opening = chain.finishedOpening();
    if (opening != null) {
      closeOutside(chain, opening, () -> settleSegment(chain));
    } else {
      settleSegment(chain);
    }
  }

  private void settleSegment(ChainSubmission chain) {
    chain.segmentEnded();
    if (chain.hasEnded()) {
      finish(chain);
      waiting.ended(chain);
    } else {
      waiting.putBack(chain);
    }
  }
}
