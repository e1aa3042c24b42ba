// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Executor;

/** The ticket behind {@link CompletableTicket}: it ends when its creator says so. */
final class ManualTicket extends AbstractTicket implements CompletableTicket {
  private boolean claimed;
  private volatile IOException cause;
  private volatile boolean cancelRequested;

  ManualTicket() {}

  @Override
  public boolean complete(long byteCount) {
    if (byteCount < 0 || byteCount > Op.maxTransferBytes()) {
      throw new IllegalArgumentException(
          "byteCount " + byteCount + " is not in 0.." + Op.maxTransferBytes());
    }
    if (!claim()) {
      return false;
    }
    complete((int) byteCount);
    return true;
  }

  @Override
  public boolean fail(IOException cause) {
    Objects.requireNonNull(cause, "cause");
    if (!claim()) {
      return false;
    }
    this.cause = cause;
    complete(0);
    return true;
  }

  @Override
  public void cancel() {
    cancelRequested = true;
  }

  @Override
  public boolean isCancelRequested() {
    return cancelRequested;
  }

  private synchronized boolean claim() {
    boolean first = !claimed;
    claimed = true;
    return first;
  }

  @Override
  IOException failure(int result) {
    IOException seen = cause;
    return seen == null ? null : Failures.fresh(seen);
  }

  @Override
  Executor callbackExecutor() {
    return SchedulerOptions.VIRTUAL_THREAD_EACH;
  }
}
