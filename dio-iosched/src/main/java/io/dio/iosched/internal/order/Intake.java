// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.Unit;

/** Accepts several units in one step on behalf of a backend. */
public interface Intake {
  /** {@return false if the backend accepts nothing any more; no unit was accepted in that case} */
  boolean accept(Unit[] units, int count);

  /** Executes the accepted units, on backends where the submitting thread does that. */
  default void execute(Unit[] units, int count) {}
}
