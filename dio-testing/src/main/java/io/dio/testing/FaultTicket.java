// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.OpResult;
import io.dio.iosched.Verb;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The ticket of an operation that a rule acts on, or that has to wait for such a one. It is done
 * when the real operation has ended and all its gates are open.
 */
final class FaultTicket extends RelayedTicket {
  private final FaultInjectingScheduler scheduler;
  private final FaultyChain chain;

  /** Ends the hold of files and memory, if there is one. */
  private Runnable release = () -> {};

  /** The files and slots that it is on. */
  private final Set<Object> targets = new HashSet<>();

  /** The files and slots whose earlier work it waits for. */
  private final Set<Object> barriers = new HashSet<>();

  /** The slots that it opens or closes: later work on them waits for it. */
  private final Set<FileSlot> changed = new HashSet<>();

  /** For each step the number of openings of its slot when it was accepted. */
  private final List<Long> openings = new ArrayList<>();

  /** One for each gate that is shut, and one for the real operation. */
  private final AtomicInteger shut = new AtomicInteger(1);

  /** The tickets that this one opens at its end. Guarded by this; null after that. */
  private List<FaultTicket> followers = new ArrayList<>();

  FaultTicket(FaultInjectingScheduler scheduler, FaultyChain chain) {
    this.scheduler = scheduler;
    this.chain = chain;
    for (Op step : chain.steps()) {
      Object target = targetOf(step);
      if (target != null) {
        targets.add(target);
        if (step.verb().isBarrier()) {
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
        || changed.stream().anyMatch(later.targets::contains);
  }

  /** Opens a gate of {@code follower} when this is done. */
  void lead(FaultTicket follower) {
    follower.shut.incrementAndGet();
    synchronized (this) {
      if (followers != null) {
        followers.add(follower);
        return;
      }
    }
    follower.openGate();
  }

  // ---- the end ----

  @Override
  List<OpResult> translate(List<OpResult> real) {
    List<OpResult> results = new ArrayList<>();
    for (int i = 0; i < chain.steps().size(); i++) {
      OpResult result = chain.result(i, real);
      results.add(result);
      scheduler.ended(chain.steps().get(i), chain.verdicts().get(i), result, openings.get(i));
    }
    return results;
  }

  @Override
  void translated() {
    for (Verdict verdict : chain.verdicts()) {
      if (verdict.isGate()) {
        shut.incrementAndGet();
      }
    }
    chain.verdicts().forEach(verdict -> verdict.arrived(this));
    openGate();
  }

  @Override
  void awaited() {
    chain.verdicts().forEach(Verdict::awaited);
  }

  /** One reason to wait is gone. */
  void openGate() {
    if (shut.decrementAndGet() > 0) {
      return;
    }
    release.run();
    finish();
    scheduler.forget(this);
    openFollowers();
  }

  private void openFollowers() {
    List<FaultTicket> waiting;
    synchronized (this) {
      waiting = followers;
      followers = null;
    }
    waiting.forEach(FaultTicket::openGate);
  }

  /** The submission was refused: nothing will come of this ticket. */
  void refused() {
    release.run();
    scheduler.forget(this);
    openFollowers();
  }
}
