// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.Unit;
import java.util.function.Consumer;

/**
 * Units that have started and not ended. They are passed one by one and not collected in a list,
 * because every barrier looks through all of them.
 */
@FunctionalInterface
public interface RunningUnits {
  /** Passes each unit to {@code action}, once. */
  void forEach(Consumer<Unit> action);
}
