// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import java.util.concurrent.locks.Lock;

/**
 * A daemon thread on which I/O completes: a scheduler's coordinator or one of its workers.
 *
 * <p>Callbacks of a direct executor run on such a thread. If such a callback calls a method of dio
 * that waits for I/O or memory, it would wait for work that only this thread can finish. {@link
 * #refuseBlocking} turns that deadlock into an exception.
 */
public abstract class CompletionThread extends Thread {

  /**
   * Creates an unstarted daemon thread. It does not inherit the creator's inheritable thread
   * locals: it outlives the thread that opened the scheduler.
   *
   * @param name a name that shows the purpose of the thread in a thread dump
   */
  @SuppressWarnings("this-escape") // setDaemon is final
  protected CompletionThread(String name) {
    super(null, null, name, 0, false);
    setDaemon(true);
  }

  /** Does the work of the thread until there is none left. */
  @Override
  public abstract void run();

  /**
   * Refuses a blocking call on a thread that completes I/O. Every method of dio that can wait must
   * call this first.
   *
   * @param call the method that would wait, by the name that users know, such as {@code
   *     "MmapPool.acquire()"}
   * @throws IllegalStateException if the current thread is a {@code CompletionThread}
   */
  public static void refuseBlocking(String call) {
    if (Thread.currentThread() instanceof CompletionThread thread) {
      throw new IllegalStateException(
          call
              + " may wait for I/O and was called on \""
              + thread.getName()
              + "\", the thread that completes I/O: it would wait for itself. Run the callback on"
              + " an executor of its own, or use a call that does not wait");
    }
  }

  /**
   * Takes a lock that other threads hold while they wait for I/O. It refuses to wait for the lock
   * as {@link #refuseBlocking} does.
   *
   * @param call as there
   * @throws IllegalStateException as there; the lock is not taken
   */
  public static void lock(Lock lock, String call) {
    if (!lock.tryLock()) {
      refuseBlocking(call);
      lock.lock();
    }
  }
}
