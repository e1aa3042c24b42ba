// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.IoScheduler;
import java.util.concurrent.atomic.LongAdder;

/** The state that the programs of an episode share: the scheduler, the counters, and its end. */
final class Stage {
  private final IoScheduler scheduler;
  private final Tally tally;
  private final LongAdder steps = new LongAdder();
  private final LongAdder callbacksExpected = new LongAdder();
  private final LongAdder callbacksRun = new LongAdder();
  private volatile boolean closing;
  private volatile boolean cancelling;

  Stage(IoScheduler scheduler, Tally tally) {
    this.scheduler = scheduler;
    this.tally = tally;
  }

  IoScheduler scheduler() {
    return scheduler;
  }

  Tally tally() {
    return tally;
  }

  void stepDone() {
    steps.increment();
  }

  long steps() {
    return steps.sum();
  }

  void expectCallback() {
    callbacksExpected.increment();
  }

  void callbackRan() {
    callbacksRun.increment();
  }

  boolean allCallbacksRan() {
    return callbacksRun.sum() == callbacksExpected.sum();
  }

  /** {@return whether the scheduler may refuse work} */
  boolean isClosing() {
    return closing;
  }

  void close() {
    closing = true;
    scheduler.close();
  }

  void closeNow() {
    cancelling = true;
    closing = true;
    scheduler.closeNow();
  }

  /** {@return whether everything that has not ended is being cancelled} */
  boolean isCancelling() {
    return cancelling;
  }

  /** {@return whether an operation that nobody cancelled may end so} */
  boolean mayBeCancelled(Throwable failure) {
    return cancelling && isCancelled(failure);
  }

  static boolean isCancelled(Throwable failure) {
    return ErrnoException.find(failure).filter(e -> e.errno() == Errno.ECANCELED).isPresent();
  }

  static boolean isNotSupported(Throwable failure) {
    return ErrnoException.find(failure).filter(e -> e.errno() == Errno.EOPNOTSUPP).isPresent();
  }
}
