// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.ErrnoException;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/** Makes one blocking sync of a file or a directory under the rules of its poison. */
public final class BlockingSync {
  private BlockingSync() {}

  /**
   * Issues a sync unless an earlier one failed, and records its failure. Its success counts only
   * when all concurrent calls have ended.
   *
   * @param call the name of the system call, for messages
   * @param system makes the call and returns 0 or a negative errno
   * @param failure creates the exception for a positive errno
   * @throws ErrnoException if it fails, or if this one or another one failed before or meanwhile
   */
  public static void issue(
      Poison poison,
      DurableCalls calls,
      String call,
      IntSupplier system,
      IntFunction<ErrnoException> failure)
      throws ErrnoException {
    poison.refuse(call);
    try (AnnouncedCall announced = AnnouncedCall.begin(calls, true)) {
      int result = system.getAsInt();
      if (result < 0) {
        poison.note(call, -result); // the next line may run out of memory
        ErrnoException told = failure.apply(-result);
        poison.record(told);
        throw told;
      }
      announced.succeededAndAwait();
    }
    poison.refuseAfterwards(call);
  }
}
