// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.internal.ticket.Wakes;
import java.io.IOException;

/**
 * A request to cancel a unit, on its way to the thread that can do it. It is a unit only to pass
 * through the queue; no caller has it as a ticket.
 */
public final class CancelRequest extends Unit {
  public final Unit target;

  public CancelRequest(Unit target) {
    super(null, target.context);
    this.target = target;
  }

  @Override
  public void abandonUnissued(int result) {
    // The target is abandoned as well, so nothing is left to do.
  }

  @Override
  public void ended(Wakes wakes) {
    // A request is never counted.
  }

  @Override
  boolean isCancelRequested() {
    return false;
  }

  @Override
  public void cancelRequested() {
    throw new AssertionError("a cancellation cannot be cancelled");
  }

  @Override
  public IOException failure(int result) {
    throw new AssertionError("a cancellation is nobody's ticket");
  }
}
