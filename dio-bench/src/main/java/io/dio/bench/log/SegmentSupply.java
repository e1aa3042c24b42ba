// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Prepares segments on a thread of its own, so that the log finds one when it needs it. It takes
 * segments back whose records nobody needs, and uses them again.
 */
final class SegmentSupply implements AutoCloseable {
  private final SegmentMaker maker;
  private final LogFolder folder;
  private final int spareSegments;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Segment> ready = new ArrayDeque<>();
  private final Deque<Long> unneeded = new ArrayDeque<>();
  private final Thread thread;
  private long nextId;
  private long recycled;

  /** Why the last attempt failed; the thread waits then until somebody needs the segment. */
  private Throwable failure;

  private boolean closed;

  /** Starts to prepare segments from a number on. */
  SegmentSupply(SegmentMaker maker, LogFolder folder, int spareSegments, long nextId) {
    this.maker = maker;
    this.folder = folder;
    this.spareSegments = spareSegments;
    this.nextId = nextId;
    this.thread = Thread.ofPlatform().daemon().name("dio-log-segments").start(this::run);
  }

  /** {@return whether {@link #take} would not wait} */
  boolean isReady() {
    lock.lock();
    try {
      return !ready.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all spare segments are prepared, or one cannot be. */
  void awaitSpares() {
    lock.lock();
    try {
      while (ready.size() < spareSegments && failure == null && !closed) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@return the next segment, in the order of numbers} It waits for it if it is not ready. If an
   * attempt to prepare it ahead has failed, for example because the disk was full, it is tried once
   * more.
   *
   * @throws IOException if that fails, too
   */
  Segment take() throws IOException {
    lock.lock();
    try {
      failure = null;
      changed.signalAll();
      while (ready.isEmpty()) {
        if (failure != null) {
          throw new IOException("no segment could be prepared: " + failure, failure);
        }
        if (closed) {
          throw new IllegalStateException("the log is closed");
        }
        changed.awaitUninterruptibly();
      }
      changed.signalAll();
      return ready.remove();
    } finally {
      lock.unlock();
    }
  }

  /** Takes back a segment that is closed and whose records nobody needs. */
  void giveBack(long id) {
    lock.lock();
    try {
      unneeded.add(id);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** {@return how many segments were used again} */
  long recycled() {
    lock.lock();
    try {
      return recycled;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    lock.lock();
    try {
      while (!closed) {
        if (ready.size() < spareSegments && failure == null) {
          prepare();
        } else if (unneeded.size() > spareSegments) {
          deleteOldest();
        } else {
          changed.awaitUninterruptibly();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Works without the lock, because nobody may have to wait for a disk to take a segment. */
  private void prepare() {
    Long old = unneeded.poll();
    long id = nextId;
    Segment made = null;
    Throwable failed = null;
    lock.unlock();
    try {
      made = old == null ? maker.create(id) : maker.recycle(old, id);
    } catch (Throwable e) { // an Error, too: a leader waits for this thread
      failed = e;
    } finally {
      lock.lock();
    }
    if (made != null) {
      nextId++;
      recycled += old == null ? 0 : 1;
      ready.add(made);
    } else if (old != null && Files.exists(folder.segment(old))) {
      unneeded.addFirst(old);
    }
    failure = failed;
    changed.signalAll();
  }

  /** One segment after the other, so that a crash never leaves a gap between two that remain. */
  private void deleteOldest() {
    long old = unneeded.remove();
    Throwable failed = null;
    lock.unlock();
    try {
      folder.delete(old);
    } catch (Throwable e) {
      failed = e;
    } finally {
      lock.lock();
    }
    if (failed != null) {
      unneeded.addFirst(old);
      failure = failed;
    }
  }

  /** Ends the thread after what it is doing, and closes the segments that nobody took. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    join();
    IOException failed = null;
    for (Segment each : ready) {
      try {
        each.file().close();
      } catch (IOException e) {
        failed = failed == null ? e : failed;
      }
    }
    ready.clear();
    if (failed != null) {
      throw failed;
    }
  }

  private void join() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
