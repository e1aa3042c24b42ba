// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.internal.order.BriefSleeps;
import io.dio.iosched.internal.order.SubmissionStack;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.ticket.MemoryShortage;
import io.dio.iosched.internal.ticket.Reports;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;

/**
 * The end of a coordinator that failed. It refuses new work, then fails every waiting ticket.
 * Memory that the kernel may still write to is never released.
 *
 * <p>The coordinator may have failed because memory ran out. Therefore this does not use the lists
 * of a turn and avoids allocation. A step that fails is tried again. A ticket that was already
 * failed is skipped then.
 */
final class Death {
  private final Ring ring;
  private final SubmissionStack stack;
  private final SchedulerContext context;
  private final BriefSleeps briefSleeps;
  private final Finisher finisher;
  private final Backlog backlog;

  /** The units that were accepted but not taken when the coordinator failed, oldest first. */
  private Unit handedOver;

  /** As {@link #handedOver}, those that were deferred. */
  private Unit deferred;

  Death(
      Ring ring,
      SubmissionStack stack,
      SchedulerContext context,
      BriefSleeps briefSleeps,
      Finisher finisher,
      Backlog backlog) {
    this.ring = ring;
    this.stack = stack;
    this.context = context;
    this.briefSleeps = briefSleeps;
    this.finisher = finisher;
    this.backlog = backlog;
  }

  /**
   * Ends the coordinator. It runs on the coordinator's thread, once.
   *
   * @param cause the failure
   * @param arriving units that were taken and are not in the backlog yet, or null
   * @param arrivingDeferred as {@code arriving}, those that were deferred
   */
  void die(Throwable cause, Unit arriving, Unit arrivingDeferred) {
    // New work is refused before any ticket fails. A thread that sees the failure must find
    // every later submission refused.
    for (int i = 0; i < MemoryShortage.ATTEMPTS && !newWorkIsRefused(cause); i++) {
      MemoryShortage.pause();
    }
    // The ring is abandoned before any ticket fails, too. A thread that sees the failure may
    // close a file. An operation that is linked behind one in flight would look up its
    // descriptor only after that.
    for (int i = 0; i < MemoryShortage.ATTEMPTS && !ringIsAbandoned(); i++) {
      MemoryShortage.pause();
    }
    for (int i = 0; i < MemoryShortage.ATTEMPTS && !allAreTold(arriving, arrivingDeferred); i++) {
      MemoryShortage.pause();
    }
  }

  private boolean newWorkIsRefused(Throwable cause) {
    try {
      context.died(cause);
      stack.unpark();
      // A second attempt finds the stack closed. It must not forget what the first one took.
      Unit last = stack.takeFinal();
      handedOver = last == null ? handedOver : last;
      briefSleeps.stop();
      deferred = briefSleeps.takeDeferred();
      return true;
    } catch (Throwable e) {
      return false;
    }
  }

  private boolean ringIsAbandoned() {
    try {
      ring.abandon();
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    } catch (Throwable e) {
      Reports.error("releasing a ring that failed did not succeed", e);
      return true;
    }
  }

  private boolean allAreTold(Unit arriving, Unit arrivingDeferred) {
    try {
      finisher.abandon();
      backlog.abandon();
      Unit.retireAllDead(arrivingDeferred);
      Unit.retireAllDead(arriving);
      Unit.retireAllDead(deferred);
      Unit.retireAllDead(handedOver);
      finisher.close();
      return true;
    } catch (Throwable e) {
      return false;
    }
  }
}
