// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.internal.request.Request;
import io.dio.sys.internal.DurableCalls;
import java.util.function.Consumer;

/** What stands behind one submission queue entry while the kernel has it. */
public sealed interface Entry permits Submission, ChainSubmission.Member, CoalescedRun {

  /** {@return the operation, of several that travel together the first} */
  Request request();

  /** {@return where to announce it if it is durable, else null} */
  default DurableCalls durableCalls() {
    return request().durableCalls();
  }

  /** Gives every unit that this is, or is a part of, to {@code action}. */
  void forEachUnit(Consumer<Unit> action);

  /**
   * The scheduler died while the kernel had the entry: its memory is never given back. Whoever
   * calls this keeps the entry for ever. Allocates nothing, and does nothing the second time.
   */
  void abandonInFlight();
}
