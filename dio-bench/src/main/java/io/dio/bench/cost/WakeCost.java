// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import io.dio.bench.engine.Usage;
import io.dio.bench.job.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what the JVM needs to wake virtual threads that were parked. There is no I/O: a platform
 * thread sleeps for a moment, wakes a batch of them, and sleeps again. A scheduler that serves a
 * virtual thread by a thread of its own cannot need less for each operation.
 *
 * <p>The processor time of the moments themselves is measured in the same round and subtracted.
 */
public final class WakeCost {
  /** The numbers of threads that are woken together. The last is the number of all threads. */
  static final List<Integer> BATCHES = List.of(1, 4, 16, 64);

  /**
   * The length of a moment. The kernel adds about 50 us to it, so that 16 threads are woken about
   * 100,000 times a second. Between the batches the carriers have nothing to do.
   */
  private static final long MOMENT_NANOS = 100_000;

  private final CostPlan plan;

  public WakeCost(CostPlan plan) {
    this.plan = plan;
  }

  /** {@return the duration of {@link #run}, to which its progress adds up} */
  public double estimatedSeconds() {
    return (1 + plan.rounds()) * secondsPerRound();
  }

  private double secondsPerRound() {
    return (1 + BATCHES.size()) * plan.wakeSeconds();
  }

  /** {@return a result for each size of a batch; none if the plan leaves them out} */
  public List<WakeResult> run(Progress progress) {
    if (plan.wakeSeconds() == 0) {
      return List.of();
    }
    List<List<WakeFigures>> rounds = new ArrayList<>();
    try (ParkedThreads threads = ParkedThreads.start(BATCHES.getLast())) {
      // The first round warms up the JVM.
      for (int round = -1; round < plan.rounds(); round++) {
        progress.activity("wake virtual threads");
        List<WakeFigures> figures = round(threads);
        progress.advance(secondsPerRound());
        if (round >= 0) {
          rounds.add(figures);
        }
      }
    }
    List<WakeResult> results = new ArrayList<>();
    for (int i = 0; i < BATCHES.size(); i++) {
      int batch = i;
      results.add(
          new WakeResult(BATCHES.get(i), rounds.stream().map(round -> round.get(batch)).toList()));
    }
    return results;
  }

  private List<WakeFigures> round(ParkedThreads threads) {
    double pace = turn(threads, 0).cpuSecondsPerMoment();
    return BATCHES.stream().map(batch -> turn(threads, batch).figures(pace)).toList();
  }

  private Turn turn(ParkedThreads threads, int batch) {
    long nanos = Math.round(plan.wakeSeconds() * 1e9);
    long moments = 0;
    long wakes = 0;
    Usage before = Usage.now();
    Usage used;
    do {
      LockSupport.parkNanos(this, MOMENT_NANOS);
      moments++;
      wakes += threads.wake(batch);
      used = Usage.now().since(before);
      // At first the threads may not have parked yet. Without a wake there is no figure.
    } while (used.nanos() < nanos || (batch > 0 && wakes == 0));
    return new Turn(moments, wakes, used);
  }

  /** What happened in one turn. */
  private record Turn(long moments, long wakes, Usage used) {
    double cpuSecondsPerMoment() {
      return used.cpuNanos() / 1e9 / moments;
    }

    /** {@return the figures, without the processor time of the moments} */
    WakeFigures figures(double cpuSecondsPerMoment) {
      double cpuSeconds = used.cpuNanos() / 1e9 - moments * cpuSecondsPerMoment;
      return new WakeFigures(wakes / used.seconds(), cpuSeconds / wakes * 1e6);
    }
  }
}
