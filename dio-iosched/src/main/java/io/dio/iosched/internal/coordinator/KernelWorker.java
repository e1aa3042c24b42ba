// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.internal.ring.Ring;
import java.util.Optional;

/**
 * The first worker thread that the kernel keeps for a ring.
 *
 * <p>The kernel hands syncs, allocations and openings to threads of its own. It starts the first
 * one when it needs it, and cancels the operation if it cannot, as under a limit of processes. It
 * keeps that one for as long as the ring's thread lives. So the thread is started when the ring is
 * opened, and no limit that is reached later can stop an operation.
 */
final class KernelWorker implements Ring.CompletionSink {
  private final Ring ring;

  /**
   * Why there is no such worker; null if there is one. The ring's thread writes it before the
   * scheduler is returned to the caller.
   */
  private Degradation degradation;

  KernelWorker(Ring ring) {
    this.ring = ring;
  }

  /**
   * Makes the kernel start the worker. It runs on the ring's own thread, before anything else is
   * placed. {@return 0, or a negative errno if the ring does not work}
   */
  int start() {
    if (!ring.placeWorkerStart(Ring.WORKER_START)) {
      return 0;
    }
    int result;
    do {
      result = ring.enter(1, false);
    } while (!ring.hasCompletions() && (result >= 0 || result == -Errno.EINTR));
    if (!ring.hasCompletions()) {
      return result;
    }
    ring.reap(this);
    return 0;
  }

  @Override
  public void completed(long userData, int outcome) {
    if (outcome < 0) {
      degradation = refusal(outcome);
    }
  }

  private static Degradation refusal(int negativeErrno) {
    ErrnoException failure =
        new ErrnoException("io_uring_enter", -negativeErrno, "IORING_OP_NOP with IOSQE_ASYNC");
    return Degradation.of(
            "a worker thread of the kernel",
            Degradation.Cause.of(failure),
            "the kernel could start none for this ring, so syncs and other operations that need one"
                + " fail until it can: "
                + failure.getMessage(),
            "raise the limit of processes (ulimit -u, or pids.max of the control group)")
        .withFailure(failure);
  }

  /** {@return why there is no such worker; empty if there is one} */
  Optional<Degradation> degradation() {
    return Optional.ofNullable(degradation);
  }
}
