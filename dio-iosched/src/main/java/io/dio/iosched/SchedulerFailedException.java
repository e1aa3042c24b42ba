// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.io.IOException;

/**
 * Thrown if the scheduler failed before it learned the result of an operation. The cause is a fatal
 * error of the ring or a defect in the scheduler. The operation may or may not have been executed.
 * Its memory is never released, because the kernel may still use it.
 *
 * <p>If it was a sync or a durable write that the kernel had or was about to get, its file is
 * poisoned (EIO). The kernel reports a lost write only once, and may have reported it to this
 * operation.
 *
 * @since 0.1.0
 */
public final class SchedulerFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message the operation that has no result
   * @param cause the error of which the scheduler died
   */
  public SchedulerFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
