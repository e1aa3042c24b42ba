// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.ErrnoException;
import java.io.IOException;

/** Stored failures, thrown again. */
final class Failures {
  private Failures() {}

  /**
   * {@return an exception of its own for one throw, caused by {@code stored}} A stored exception
   * thrown twice would show the first thrower's stack to the second and collect the suppressed
   * exceptions of both.
   */
  static IOException fresh(IOException stored) {
    IOException fresh =
        stored instanceof ErrnoException errno
            ? new ErrnoException(errno.call(), errno.errno(), errno.operands())
            : new IOException(stored.getMessage());
    fresh.initCause(stored);
    return fresh;
  }
}
