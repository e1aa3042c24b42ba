// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import java.util.function.Consumer;

/** Accepted work that one thread executes with blocking calls, without a pause in between. */
public sealed interface BlockingWork
    permits Submission, ChainSubmission, OpenSubmission, CoalescedRun {

  /** Passes every unit of this work to {@code action}. */
  void forEachUnit(Consumer<Unit> action);
}
