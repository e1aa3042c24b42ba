// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** Virtual threads that park again as soon as they are woken. */
final class ParkedThreads implements AutoCloseable {
  private final Queue<Member> parked = new ConcurrentLinkedQueue<>();
  private final List<Member> members = new ArrayList<>();
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("dio-cost-parked-", 0).factory());
  private volatile boolean ended;

  private ParkedThreads() {}

  /** Starts so many threads. */
  static ParkedThreads start(int count) {
    ParkedThreads started = new ParkedThreads();
    for (int i = 0; i < count; i++) {
      Member member = started.new Member();
      started.members.add(member);
      started.executor.execute(member);
    }
    return started;
  }

  /**
   * Wakes at most so many threads. {@return their number} It is smaller if the others have not
   * parked again since they were woken.
   */
  int wake(int most) {
    int woken = 0;
    while (woken < most) {
      Member member = parked.poll();
      if (member == null) {
        return woken;
      }
      member.wake();
      woken++;
    }
    return woken;
  }

  /** Ends all threads and waits for their end. */
  @Override
  public void close() {
    // A member that has not begun yet has no thread. It sees first that all have ended.
    ended = true;
    members.forEach(Member::wake);
    executor.close();
  }

  private final class Member implements Runnable {
    private volatile boolean woken;
    private volatile Thread thread;

    @Override
    public void run() {
      thread = Thread.currentThread();
      while (!ended) {
        woken = false;
        parked.add(this);
        while (!woken && !ended) {
          LockSupport.park(this);
        }
      }
    }

    void wake() {
      woken = true;
      LockSupport.unpark(thread);
    }
  }
}
