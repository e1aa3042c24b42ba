// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.verb.FileCommand;
import io.dio.iosched.internal.verb.PathCommand;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * One execution of a command that a ring may lack, by a thread that may block.
 *
 * <p>If the scheduler fails while the call runs, the thread that makes the call still uses the
 * file. Then that thread releases the file. Otherwise the file could be closed, and the call would
 * find another file behind the same descriptor.
 */
public final class BlockingCall {
  private enum State {
    READY,
    RUNNING,
    ENDED
  }

  private final Request request;

  /** Whether its chain is cancelled; any thread may ask. */
  private final BooleanSupplier cancelled;

  /** Guarded by this. */
  private State state = State.READY;

  /** The result of the call: 0 or a negative errno; guarded by this. */
  private int result = -Errno.EIO;

  /** The exception of a failed call if it has a type of its own, else null; guarded by this. */
  private IOException failure;

  /** Whether the scheduler failed while the call was running; guarded by this. */
  private boolean abandoned;

  BlockingCall(Request request, BooleanSupplier cancelled) {
    this.request = request;
    this.cancelled = cancelled;
  }

  /** Called before the call is handed to a thread. */
  synchronized void prepare() {
    state = State.READY;
    result = -Errno.EIO;
    failure = null;
  }

  /**
   * Makes the call. It may block as long as the disk needs. If the call was refused, abandoned or
   * cancelled before, it is not made. Never throws.
   */
  public void make() {
    synchronized (this) {
      if (state != State.READY) {
        return;
      }
      if (cancelled.getAsBoolean()) {
        state = State.ENDED;
        result = -Errno.ECANCELED;
        return;
      }
      state = State.RUNNING;
    }
    int outcome = 0;
    IOException problem = null;
    try {
      switch (request.command) {
        case FileCommand command -> outcome = command.call(request.posixDescriptor());
        case PathCommand command -> command.execute();
      }
    } catch (Throwable e) {
      // The thread must survive, because it has other calls to make.
      problem = e instanceof IOException told ? told : withCause(e);
      outcome = outcomeOf(problem);
    }
    ended(outcome, problem);
  }

  /** {@return the result for a failed call; -ENOMEM if there is no memory for its exception} */
  private static int outcomeOf(IOException problem) {
    try {
      return problem == null ? -Errno.ENOMEM : -OpenSubmission.errnoOf(problem);
    } catch (Throwable _) {
      return -Errno.ENOMEM;
    }
  }

  private IOException withCause(Throwable cause) {
    try {
      return new IOException(request.describe() + " failed: " + cause, cause);
    } catch (Throwable _) {
      return null;
    }
  }

  private void ended(int outcome, IOException problem) {
    boolean release;
    synchronized (this) {
      result = outcome;
      failure = problem;
      state = State.ENDED;
      release = abandoned;
    }
    if (release) {
      RequestHolds.release(request);
    }
  }

  /** Fails the call, because there is no thread for it. */
  public synchronized void refuse(Throwable cause) {
    if (state != State.READY) {
      return;
    }
    state = State.ENDED;
    failure = noThread(cause);
    result = failure == null ? -Errno.ENOMEM : -Errno.EIO;
  }

  private IOException noThread(Throwable cause) {
    try {
      return new IOException(
          request.describe() + " failed: no thread: " + cause.getMessage(), cause);
    } catch (Throwable _) {
      return null;
    }
  }

  /** Fails the call, because a slot of a ring has no descriptor that the process can use. */
  public synchronized void refuseOnSlot() {
    result = -Errno.EOPNOTSUPP;
    failure =
        new ErrnoException(
            request.verb.call(),
            Errno.EOPNOTSUPP,
            request.slot + ", " + request.command.operands(),
            "this ring has no such operation, or may not be asked for it (see"
                + " IoScheduler.degradations()), and only the ring can reach the file in a slot;"
                + " use a DioFile, or Linux 6.9 or later");
  }

  /** {@return whether it needs a descriptor, although its file is in a slot of a ring} */
  public boolean isOnSlot() {
    return request.slot != null;
  }

  public synchronized int result() {
    return result;
  }

  /** {@return the exception for {@link #result} if it has a type of its own, else null} */
  synchronized IOException failure() {
    return failure;
  }

  /**
   * Notes that the scheduler failed. {@return whether the caller must release the file} If not, the
   * thread that makes the call does it.
   */
  synchronized boolean abandon() {
    abandoned = state == State.RUNNING;
    state = abandoned ? State.RUNNING : State.ENDED;
    return !abandoned;
  }
}
