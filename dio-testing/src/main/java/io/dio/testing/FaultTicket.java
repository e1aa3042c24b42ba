// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.OpResult;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.wrapping.WrappedOp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The ticket of an operation that a rule acts on, or that has to wait for such a one. It is done
 * when the real operation has ended, the rules keep it back no more, and the earlier tickets that
 * it waits for are done. If it is cancelled, it waits for no earlier ticket.
 */
final class FaultTicket extends RelayedTicket {
  private final FaultInjectingScheduler scheduler;
  private final FaultyChain chain;
  private final long number;

  /** Ends the hold of files and memory, if there is one. */
  private Runnable release = () -> {};

  /** The files and slots that it is on. */
  private final Set<Object> targets = new HashSet<>();

  /** Those of the targets on which it does more than read. */
  private final Set<Object> changedTargets = new HashSet<>();

  /** The files and slots whose earlier work it waits for. */
  private final Set<Object> barriers = new HashSet<>();

  /** The files and slots whose earlier work it waits for, but for the reads. */
  private final Set<Object> commitPoints = new HashSet<>();

  /** The slots that it opens or closes: later work on them waits for it. */
  private final Set<FileSlot> changed = new HashSet<>();

  /** For each step the number of openings of its slot when it was accepted. */
  private final List<Long> openings = new ArrayList<>();

  /** One for each rule that keeps it back, and one for the real operation. Guarded by this. */
  private int closedGates = 1;

  /** The earlier tickets that it waits for. Guarded by this. */
  private int earlier;

  /** The real operation was cancelled before it began. Guarded by this. */
  private boolean neverBegan;

  /** Guarded by this. */
  private boolean cancelRequested;

  /** Guarded by this. */
  private boolean ended;

  /** The tickets that this one opens at its end. Guarded by this; null after that. */
  private List<FaultTicket> followers = new ArrayList<>();

  FaultTicket(FaultInjectingScheduler scheduler, FaultyChain chain, long number) {
    this.scheduler = scheduler;
    this.chain = chain;
    this.number = number;
    for (Op step : chain.steps()) {
      Object target = targetOf(step);
      if (target != null) {
        targets.add(target);
        if (!step.verb().isRead()) {
          changedTargets.add(target);
        }
        if (step.verb() == Verb.BARRIER_SYNC) {
          commitPoints.add(target);
        } else if (step.verb().isBarrier()) {
          barriers.add(target);
        }
        if (step.verb() == Verb.OPEN_INTO || step.verb() == Verb.CLOSE) {
          changed.add(step.slot().orElseThrow());
        }
      }
    }
  }

  static Object targetOf(Op step) {
    return step.file().<Object>map(file -> file).orElseGet(() -> step.slot().orElse(null));
  }

  /** {@return its place in the order of acceptance} */
  long number() {
    return number;
  }

  Op submitted() {
    return chain.submitted();
  }

  /** To be called before the submission. */
  void holdUntilDone(Runnable held) {
    release = held;
  }

  void noteOpenings(FaultInjectingScheduler from) {
    for (Op step : chain.steps()) {
      openings.add(step.slot().map(from::openings).orElse(0L));
    }
  }

  // ---- order ----

  /** {@return whether {@code later} may not be done before this} */
  boolean precedes(FaultTicket later) {
    return later.barriers.stream().anyMatch(targets::contains)
        || later.commitPoints.stream().anyMatch(changedTargets::contains)
        || changed.stream().anyMatch(later.targets::contains);
  }

  /** Lets {@code follower} wait for this. */
  void lead(FaultTicket follower) {
    follower.waitForOneMore();
    synchronized (this) {
      if (followers != null) {
        followers.add(follower);
        return;
      }
    }
    follower.earlierEnded();
  }

  private synchronized void waitForOneMore() {
    earlier++;
  }

  // ---- the end ----

  @Override
  List<OpResult> translate(List<OpResult> real) {
    synchronized (this) {
      neverBegan = isCancelled(real.getFirst());
    }
    List<OpResult> results = new ArrayList<>();
    for (int i = 0; i < chain.steps().size(); i++) {
      OpResult result = chain.result(i, real);
      results.add(result);
      scheduler.ended(
          chain.steps().get(i),
          chain.verdicts().get(i),
          result,
          chain.hasSucceeded(i, real),
          openings.get(i));
    }
    return results;
  }

  @Override
  void translated() {
    for (Verdict verdict : chain.verdicts()) {
      if (verdict.isGate()) {
        synchronized (this) {
          closedGates++;
        }
      }
    }
    chain.verdicts().forEach(verdict -> verdict.arrived(this));
    openGate();
  }

  @Override
  void awaited() {
    chain.verdicts().forEach(Verdict::awaited);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The real barrier may be done while a rule keeps back what this one waits for. To the program
   * it has not begun, so it is cancelled.
   */
  @Override
  public void cancel() {
    super.cancel();
    synchronized (this) {
      cancelRequested = true;
    }
    endIfOpen();
  }

  /** The real operation has ended, or a rule keeps it back no more. */
  void openGate() {
    synchronized (this) {
      closedGates--;
    }
    endIfOpen();
  }

  private void earlierEnded() {
    synchronized (this) {
      earlier--;
    }
    endIfOpen();
  }

  private void endIfOpen() {
    boolean barrierIsCancelled;
    synchronized (this) {
      barrierIsCancelled = earlier > 0 && !neverBegan;
      if (ended
          || closedGates > 0
          || (barrierIsCancelled && !(cancelRequested && isLoneBarrier()))) {
        return;
      }
      ended = true;
    }
    if (barrierIsCancelled) {
      Op barrier = chain.steps().getFirst();
      replaceResults(List.of(failed(WrappedOp.of(barrier).failure(Errno.ECANCELED))));
    }
    release.run();
    finish();
    scheduler.forget(this);
    openFollowers();
  }

  private boolean isLoneBarrier() {
    Verb verb = chain.steps().getFirst().verb();
    return chain.steps().size() == 1 && (verb == Verb.DRAIN || verb == Verb.BARRIER_SYNC);
  }

  private static boolean isCancelled(OpResult result) {
    return result.failure().flatMap(ErrnoException::find).stream()
        .anyMatch(failure -> failure.errno() == Errno.ECANCELED);
  }

  private void openFollowers() {
    List<FaultTicket> waiting;
    synchronized (this) {
      waiting = followers;
      followers = null;
    }
    waiting.forEach(FaultTicket::earlierEnded);
  }

  /** The submission was refused: nothing will come of this ticket. */
  void refused() {
    release.run();
    scheduler.forget(this);
    openFollowers();
  }
}
