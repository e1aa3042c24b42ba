// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.Unit;

/** How a backend takes several units that were admitted together. */
public interface Intake {
  /** {@return false if the backend takes nothing any more; then it took none} */
  boolean accept(Unit[] units, int count);

  /** Executes what was accepted, where that is the caller's to do. */
  default void execute(Unit[] units, int count) {}
}
