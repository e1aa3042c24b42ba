// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.io.IOException;

/**
 * The scheduler died, by a fatal error of the ring or a defect, before it could learn this
 * operation's outcome. The operation may or may not have happened; its memory is kept for ever,
 * because the kernel may still use it. The cause says what happened.
 */
public final class SchedulerFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message which operation has no outcome
   * @param cause what the scheduler died of
   */
  public SchedulerFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
