// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.internal.ticket.Wakes;
import java.io.IOException;

/** The wish that a unit be cancelled, on its way to the thread that can do it. Nobody's ticket. */
public final class CancelRequest extends Unit {
  public final Unit target;

  public CancelRequest(Unit target) {
    super(null, target.context);
    this.target = target;
  }

  @Override
  public void abandonUnissued(int result) {
    // The target is abandoned as well, and that is all there is to it.
  }

  @Override
  public void ended(Wakes wakes) {
    // It was never counted.
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
