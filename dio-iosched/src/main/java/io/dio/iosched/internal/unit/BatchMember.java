// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.internal.observe.Observation;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.Wakes;

/** One operation of a batch, used again for each submission. No thread waits for it alone. */
public final class BatchMember extends Submission {
  /** Told when the engine has done the last that it does with this member. */
  private final Runnable atEnd;

  /** The times of the present use; null if nobody wants them. */
  private Observation observation;

  public BatchMember(Runnable atEnd, SchedulerContext context) {
    super(Request.blank(), context);
    this.atEnd = atEnd;
  }

  @Override
  public void restart() {
    super.restart();
    observation = context.observer().begin();
  }

  @Override
  Observation observation() {
    return observation;
  }

  /** The last that its engine does with it: from here on the batch may use it again. */
  @Override
  public void ended(Wakes wakes) {
    context.limit().release(1);
    atEnd.run();
  }
}
