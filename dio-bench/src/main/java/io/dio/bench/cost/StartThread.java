// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import io.dio.bench.peer.SetupFigures;
import java.util.concurrent.CountDownLatch;

/**
 * Starts a thread that does nothing but wake the thread that waits for it, and waits for its end. A
 * scheduler with a thread of its own cannot open in less time.
 */
final class StartThread implements SetupProgram {
  /** The name of this program. */
  static final String NAME = "java thread";

  private final CostPlan plan;

  StartThread(CostPlan plan) {
    this.plan = plan;
  }

  @Override
  public SetupFigures run() throws InterruptedException {
    long[] startNanos = new long[plan.times()];
    long[] endNanos = new long[plan.times()];
    for (int i = 0; i < plan.times(); i++) {
      CountDownLatch hasRun = new CountDownLatch(1);
      Thread thread = new Thread(null, hasRun::countDown, "dio-cost-empty", 0, false);
      long start = System.nanoTime();
      thread.start();
      hasRun.await();
      long ran = System.nanoTime();
      thread.join();
      endNanos[i] = System.nanoTime() - ran;
      startNanos[i] = ran - start;
    }
    return new SetupFigures(Medians.of(startNanos), Medians.of(endNanos));
  }
}
