// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.foreign.CompletionThread;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The scheduler without a ring: {@code submit} makes the blocking call and returns a done ticket.
 */
final class PosixScheduler implements IoScheduler {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final SchedulerContext context;
  private final BlockingCalls calls;
  private final Optional<String> fallbackReason;

  PosixScheduler(SchedulerOptions options, Optional<String> fallbackReason) {
    context =
        new SchedulerContext(
            "dio-posix-" + COUNT.incrementAndGet(), options.callbackExecutor(), WaiterSpin.NONE);
    calls = new BlockingCalls(context);
    this.fallbackReason = fallbackReason;
  }

  @Override
  public Ticket submit(Op op) {
    Objects.requireNonNull(op, "op");
    Submission submission = new Submission(op, context);
    op.acquire();
    if (op.verb == Verb.DRAIN) {
      // Its own lane would be one of those it waits for.
      calls.awaitCallsOn(op.file);
    }
    BlockingCalls.Lane lane = enter(op);
    try {
      run(submission);
      lane.count(op.verb, submission.result(), submission.isShort(submission.result()));
      return submission;
    } finally {
      calls.exit(lane);
    }
  }

  private BlockingCalls.Lane enter(Op op) {
    boolean entered = false;
    try {
      BlockingCalls.Lane lane = calls.enter(op.file);
      entered = true;
      return lane;
    } finally {
      if (!entered) {
        op.release();
      }
    }
  }

  private void run(Submission submission) {
    Op op = submission.op;
    if (submission.isRefusedByPoison()) {
      submission.publish(submission.settlePoisoned());
    } else if (op.verb == Verb.DRAIN) {
      submission.finish(0);
    } else {
      submission.finish(execute(op));
    }
    VarHandle.fullFence();
    submission.wake();
  }

  private static int execute(Op op) {
    boolean executed = false;
    try {
      int result = PosixCalls.execute(op);
      executed = true;
      return result;
    } finally {
      if (!executed) {
        op.release();
      }
    }
  }

  @Override
  public long read(DioFile file, MemorySegment target, long fileOffset) throws IOException {
    return DirectCalls.read(calls, file, target, fileOffset);
  }

  @Override
  public long write(DioFile file, MemorySegment source, long fileOffset) throws IOException {
    return DirectCalls.write(calls, file, source, fileOffset);
  }

  @Override
  public SchedulerStats stats() {
    return calls.stats();
  }

  @Override
  public Backend backend() {
    return Backend.POSIX_INLINE;
  }

  @Override
  public Optional<String> fallbackReason() {
    return fallbackReason;
  }

  @Override
  public void close() {
    CompletionThread.refuseBlocking("IoScheduler.close()");
    calls.close();
    calls.awaitAll();
  }

  @Override
  public String toString() {
    return context.toString();
  }
}
