// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.align.foreign.UninterruptibleWait;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads beside one engine. They make the syncs of virtual threads. For a ring they also open
 * files for the process, and make the calls that the ring lacks. They start with the first call,
 * end some time after the last one, and have all ended when {@link #awaitEnd} returns.
 */
public final class HelperThreads implements Executor {
  /**
   * A call on a disk that hangs holds a thread, and the calls on other disks need more of them. The
   * syncs of one directory that run at the same time share system calls, so they need several, too.
   * The number is that of the worker threads of a scheduler without a ring.
   */
  private static final int MAX_THREADS = 16;

  private static final long IDLE_SECONDS = 5;

  /** The threads that were started and may still run. */
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  private final String scheduler;

  /** Null until the first call. Most engines never need one. Guarded by this. */
  private ThreadPoolExecutor pool;

  private boolean shutDown;

  /** Creates a set of threads that are named after {@code scheduler}. */
  public HelperThreads(String scheduler) {
    this.scheduler = scheduler;
  }

  private synchronized ThreadPoolExecutor pool() {
    if (pool == null) {
      ThreadFactory factory =
          Thread.ofPlatform()
              .daemon()
              .inheritInheritableThreadLocals(false)
              .name(scheduler + "-helper-", 1)
              .factory();
      ThreadPoolExecutor made =
          new ThreadPoolExecutor(
              MAX_THREADS,
              MAX_THREADS,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              work -> remembered(factory.newThread(work)));
      made.allowCoreThreadTimeOut(true);
      if (shutDown) {
        made.shutdown();
      }
      pool = made;
    }
    return pool;
  }

  private Thread remembered(Thread thread) {
    threads.removeIf(each -> each.getState() == Thread.State.TERMINATED);
    threads.add(thread);
    return thread;
  }

  @Override
  public void execute(Runnable work) {
    pool().execute(work);
  }

  /** Stops accepting work. All accepted work is done, and then the threads end. */
  public synchronized void shutDown() {
    shutDown = true;
    if (pool != null) {
      pool.shutdown();
    }
  }

  /**
   * Waits after {@link #shutDown} until every thread has ended. An interrupt does not end the wait;
   * the interrupt flag is restored.
   */
  public void awaitEnd() {
    for (Thread each : threads) {
      UninterruptibleWait.join(each);
    }
  }
}
