// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import java.io.IOException;

/**
 * The log has failed: a write, a sync or the preparation of a segment did not succeed. It accepts
 * nothing more. A record that was not acknowledged may be durable or not; open the log again to
 * find out.
 */
public final class LogFailedException extends IOException {
  private static final long serialVersionUID = 1;

  LogFailedException(Throwable cause) {
    super("the log has failed and accepts no more records; open it again: " + cause, cause);
  }
}
