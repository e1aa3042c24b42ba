// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.internal.request.Request;
import io.dio.sys.internal.DurableCalls;
import java.util.function.Consumer;

/** The owner of one submission queue entry while the kernel has it. */
public sealed interface Entry permits Submission, ChainMember, CoalescedRun, SharedSync {

  /** {@return the operation; for a merged run, its first operation} */
  Request request();

  /** {@return the number of operations that this one entry makes} */
  default int operationCount() {
    return 1;
  }

  /**
   * {@return whether it only writes the bytes of durable writes, which a later sync makes durable}
   */
  default boolean isWriteFirst() {
    return false;
  }

  /** {@return the record to which a durable operation is announced, else null} */
  default DurableCalls durableCalls() {
    return request().durableCalls();
  }

  /** Passes every unit that this entry belongs to, to {@code action}. */
  void forEachUnit(Consumer<Unit> action);

  /**
   * Fails the entry because the scheduler failed while the kernel had it. Its memory is never
   * released. The caller must keep the entry reachable for ever. Allocates nothing. A second call
   * does nothing.
   */
  void abandonInFlight();
}
