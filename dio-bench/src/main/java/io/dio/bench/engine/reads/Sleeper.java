// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import java.time.Duration;
import java.util.Arrays;

/**
 * A virtual thread that only sleeps 5 ms and wakes, over and over, beside threads that read. A
 * timer or a heartbeat of an engine does the same.
 */
final class Sleeper {
  private static final long TURN_NANOS = 5_000_000;
  private static final int FIRST_CAPACITY = 1024;

  private final Thread thread = Thread.ofVirtual().name("dio-sleeper").unstarted(this::run);
  private final long epoch = System.nanoTime();
  private long[] wakes = new long[FIRST_CAPACITY];
  private int count;
  private volatile boolean stopped;

  /** Starts the thread. It gets its first turn when a carrier is free. */
  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        long passed = (System.nanoTime() - epoch) % TURN_NANOS;
        // The sleep is what is measured: whether a thread that only sleeps wakes in time.
        Thread.sleep(Duration.ofNanos(TURN_NANOS - passed));
        woke(System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts it; it would only end earlier
    }
  }

  private synchronized void woke(long nanos) {
    if (count == wakes.length) {
      wakes = Arrays.copyOf(wakes, 2 * count);
    }
    wakes[count++] = nanos;
  }

  /** {@return in how many of its turns it woke, as {@link Fairness#wakesInTime}} */
  double wakesInTime(long from, long to) {
    long[] sofar;
    synchronized (this) {
      sofar = Arrays.copyOf(wakes, count);
    }
    return Fairness.wakesInTime(sofar, epoch, TURN_NANOS, from, to);
  }

  /** Ends the thread and waits for its end. */
  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
