// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.Op;
import io.dio.iosched.internal.observe.Observation;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.Failures;
import io.dio.iosched.internal.ticket.Reports;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * An accepted {@link Op#open}. A thread that may block makes its system calls. The opened file
 * belongs to the first caller that takes it.
 *
 * <p>If the scheduler fails, the opening thread and the owner of the queue may end it at the same
 * time. The second one then finds it done.
 */
public final class OpenSubmission extends Unit implements BlockingWork {
  private volatile boolean cancelRequested;

  /** The open file that no caller has taken yet; guarded by this. */
  private DioFile unclaimed;

  /** Whether a file that is opened from now on must be closed at once; guarded by this. */
  private boolean unwanted;

  private IOException failure;

  /** Whether the opening succeeded. */
  private boolean opened;

  /** The times of the opening; null if nobody wants them. */
  private final Observation observation;

  OpenSubmission(Request op, SchedulerContext context) {
    super(op, context);
    this.observation = context.observer().begin();
  }

  @Override
  Observation observation() {
    return observation;
  }

  /** Opens the file, on a thread that may block. {@link #settle} must follow. Never throws. */
  public void open() {
    if (cancelRequested || isUnwanted()) {
      return;
    }
    try {
      hand(op.opening.open());
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      // The thread must survive, because it has other files to open.
      fail(" failed", e);
    }
  }

  private void fail(String how, Throwable cause) {
    try {
      failure = new IOException(op.describe() + how + ": " + cause, cause);
    } catch (Throwable _) {
      // There is no memory for the exception; settle() reports that.
    }
  }

  /** Fails the opening in place of {@link #open}, because there is no thread for it. */
  public void cannotStart(Throwable cause) {
    synchronized (this) {
      if (unclaimed != null) {
        return;
      }
      unwanted = true;
    }
    fail(" failed: no thread", cause);
  }

  private synchronized boolean isUnwanted() {
    return unwanted;
  }

  private synchronized void hand(DioFile file) {
    if (unwanted) {
      close(file);
      return;
    }
    boolean noted = false;
    try {
      context.openedUnclaimed(this);
      noted = true;
    } finally {
      if (!noted) {
        close(file);
      }
    }
    unclaimed = file;
    opened = true;
  }

  @Override
  public void forEachUnit(Consumer<Unit> action) {
    action.accept(this);
  }

  /** Ends the operation after {@link #open}. {@return the result to publish} */
  public int settle() {
    if (cancelRequested) {
      discard();
      return Outcome.unissued(op, context, -Errno.ECANCELED);
    }
    if (failure != null) {
      return Outcome.unissued(op, context, -errnoOf(failure));
    }
    if (!opened) {
      // There was no memory to open the file, and none to record the reason.
      return Outcome.unissued(op, context, -Errno.ENOMEM);
    }
    return Outcome.unissued(op, context, 0);
  }

  /** Closes the file if no caller has taken it, now or as soon as it is open. */
  void discard() {
    DioFile abandoned;
    synchronized (this) {
      unwanted = true;
      abandoned = unclaimed;
      unclaimed = null;
    }
    if (abandoned != null) {
      close(abandoned);
    }
  }

  private void close(DioFile file) {
    try {
      file.close();
    } catch (IOException e) {
      context.reportUnclaimed(this, e);
    }
  }

  @Override
  public DioFile file() {
    int done = result();
    synchronized (this) {
      if (unclaimed == null) {
        throw new IllegalStateException(
            (done < 0 ? "there is no file: " : "the file was handed over or closed already: ")
                + this);
      }
      DioFile handedOver = unclaimed;
      unclaimed = null;
      return handedOver;
    }
  }

  @Override
  public void abandonUnissued(int result) {
    try {
      discard();
    } catch (Throwable e) {
      // There is no memory to close the file; the cleaner closes it when it is unreachable.
      Reports.error("closing an opened file that no caller took failed", e);
    }
    publish(Outcome.unissued(op, context, result));
  }

  @Override
  public void cancel() {
    if (isDone()) {
      discard();
    } else {
      super.cancel();
    }
  }

  @Override
  boolean isCancelRequested() {
    return cancelRequested;
  }

  @Override
  public void cancelRequested() {
    cancelRequested = true;
  }

  @Override
  public IOException failure(int result) {
    IOException own = failure;
    // The operation may have ended for another reason before the opening failed.
    return own != null && result == -errnoOf(own)
        ? Failures.fresh(own)
        : Outcome.failure(op, context, result);
  }

  /** {@return the error number of {@code failure}, or EIO if it has none} */
  static int errnoOf(IOException failure) {
    return ErrnoException.find(failure).map(ErrnoException::errno).orElse(Errno.EIO);
  }

  @Override
  public String toString() {
    return "Ticket[" + op + (isDone() ? ", " + Outcome.describe(result()) : ", running") + "]";
  }
}
