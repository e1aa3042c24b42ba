// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.backend.Lane;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The threads of one round or pass. Each has its own buffers, lane and window. */
public final class Crew {
  /** Creates the window of one thread, on that thread. */
  public interface WindowMaker {
    Window make(Lane lane, int thread);
  }

  private final Job job;
  private final Lane.Source lanes;
  private final WindowMaker windowMaker;
  private final Runnable stopOthers;
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch failed = new CountDownLatch(1);
  private final CountDownLatch ready;
  private Throwable failure;

  /**
   * Prepares a crew of {@code job.threads()}.
   *
   * @param job the number and kind of the threads, and the size of their buffers
   * @param lanes makes the lane of each thread and its memory
   * @param windowMaker makes the window of each thread
   * @param stopOthers called when a thread failed; it makes the windows of the others end
   */
  public Crew(Job job, Lane.Source lanes, WindowMaker windowMaker, Runnable stopOthers) {
    this.job = job;
    this.lanes = lanes;
    this.windowMaker = windowMaker;
    this.stopOthers = stopOthers;
    this.ready = new CountDownLatch(job.threads());
  }

  /**
   * Starts the threads and lets them begin when all are prepared. Virtual threads that block keep
   * their carriers. Without the common start the last ones would begin when the first ones end.
   */
  public void start() throws IOException, InterruptedException {
    start(() -> {});
  }

  /**
   * Starts the threads as {@link #start()} does.
   *
   * @param whenReady called when all threads are prepared, right before they begin
   */
  public void start(Runnable whenReady) throws IOException, InterruptedException {
    Thread.Builder builder =
        job.virtual()
            ? Thread.ofVirtual().name("dio-job-", 0)
            : Thread.ofPlatform().daemon().name("dio-job-", 0);
    try {
      for (int i = 0; i < job.threads(); i++) {
        int thread = i;
        Thread started = builder.unstarted(() -> work(thread));
        started.start();
        threads.add(started);
      }
      ready.await();
      whenReady.run();
    } catch (OutOfMemoryError e) { // the JVM throws this error if the system refuses a thread
      fail(
          new IOException(
              "thread %d of %d: %s".formatted(threads.size(), job.threads(), e.getMessage()), e));
    } finally {
      released.countDown();
    }
  }

  /** Waits for the given time, or until a thread has failed. */
  public boolean awaitFailure(long nanos) throws InterruptedException {
    return failed.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** Waits until all threads have ended, and throws the exception of the first one that failed. */
  public void join() throws IOException, InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    switch (firstFailure()) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }

  @SuppressWarnings("MustBeClosed") // but for the one case below
  private void work(int thread) {
    Arena arena = Arena.ofConfined();
    Window window = null;
    try {
      try {
        MemorySegment memory = lanes.laneMemory((long) job.depth() * job.blockByteSize(), arena);
        window = windowMaker.make(lanes.lane(memory, job.depth(), job.blockByteSize()), thread);
      } finally {
        ready.countDown();
      }
      released.await();
      window.run();
      window.report();
    } catch (Throwable e) {
      fail(e);
    } finally {
      if (window == null || !window.isBusy()) {
        arena.close();
      } // else the scheduler died, and the kernel may still write to these buffers
    }
  }

  private synchronized Throwable firstFailure() {
    return failure;
  }

  private void fail(Throwable e) {
    synchronized (this) {
      if (failure == null) {
        failure = e;
      }
    }
    stopOthers.run();
    failed.countDown();
  }
}
