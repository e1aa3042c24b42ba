// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import io.dio.iosched.CompletableTicket;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Executor;

/** The ticket behind {@link CompletableTicket}. Its creator completes it. */
public final class ManualTicket extends AbstractTicket implements CompletableTicket {
  private boolean claimed;
  private volatile IOException cause;
  private volatile boolean cancelRequested;

  public ManualTicket() {}

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
  public IOException failure(int result) {
    IOException seen = cause;
    return seen == null ? null : Failures.fresh(seen);
  }

  @Override
  public String toString() {
    if (!isDone()) {
      return "CompletableTicket[running]";
    }
    IOException seen = cause;
    return "CompletableTicket[" + (seen == null ? result() + " bytes" : "failed: " + seen) + "]";
  }

  @Override
  public Executor callbackExecutor() {
    return SchedulerOptions.VIRTUAL_THREAD_EACH;
  }
}
