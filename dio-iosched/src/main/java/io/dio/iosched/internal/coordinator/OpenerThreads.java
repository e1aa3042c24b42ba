// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.internal.ticket.Threads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one ring that open files for the process. There is none until the first file is
 * opened, none a while after the last one, and none once {@link #awaitEnd} has returned.
 */
final class OpenerThreads implements Executor {
  /** Openings are rare and mostly quick. */
  private static final int MAX_THREADS = 4;

  private static final long IDLE_SECONDS = 5;

  /** Those that were started and may still run. */
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  private final ThreadPoolExecutor pool;

  /** Names threads after {@code scheduler}. */
  OpenerThreads(String scheduler) {
    ThreadFactory factory =
        Thread.ofPlatform()
            .daemon()
            .inheritInheritableThreadLocals(false)
            .name(scheduler + "-opener-", 1)
            .factory();
    pool =
        new ThreadPoolExecutor(
            MAX_THREADS,
            MAX_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> remembered(factory.newThread(work)));
    pool.allowCoreThreadTimeOut(true);
  }

  private Thread remembered(Thread thread) {
    threads.removeIf(each -> each.getState() == Thread.State.TERMINATED);
    threads.add(thread);
    return thread;
  }

  @Override
  public void execute(Runnable work) {
    pool.execute(work);
  }

  /** Takes no more work; what was taken is done, and then the threads end. */
  void shutDown() {
    pool.shutdown();
  }

  /**
   * After {@link #shutDown}: waits until every thread has ended; an interrupt does not end the
   * wait, and is kept.
   */
  void awaitEnd() {
    threads.forEach(Threads::joinUninterruptibly);
  }
}
