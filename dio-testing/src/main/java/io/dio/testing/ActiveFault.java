// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.iosched.Op;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A {@link Fault} that was injected into a scheduler: tells how often it acted, and releases the
 * operations that it holds. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ActiveFault {
  private static final Executor VIRTUAL =
      task -> {
        Thread _ = Thread.startVirtualThread(task);
      };

  private final Fault fault;

  /** Decides which operations are hit, and how. */
  private final Random random;

  /**
   * Decides in which order operations go. The time decides how often that is asked, so what is hit
   * must not depend on it.
   */
  private final Random order;

  private long matches;
  private long hits;
  private boolean removed;

  /** The operations that have ended in fact and are kept back. */
  private List<FaultTicket> kept = new ArrayList<>();

  ActiveFault(Fault fault, long seed) {
    this.fault = Objects.requireNonNull(fault, "fault");
    this.random = new Random(seed);
    this.order = new Random(~seed);
  }

  /** {@return the rule} */
  public Fault fault() {
    return fault;
  }

  /** {@return the number of operations that it has hit} */
  public synchronized long hits() {
    return hits;
  }

  /**
   * {@return the number of operations that a hold, a delay or a change of order keeps back now} The
   * kernel has executed them.
   */
  public synchronized int held() {
    return kept.size();
  }

  /**
   * Waits until it keeps back at least so many operations.
   *
   * @param count the number of operations
   * @param timeout the longest time to wait
   * @throws TimeoutException if there are fewer after {@code timeout}
   * @throws InterruptedException if the thread was interrupted
   */
  public synchronized void awaitHeld(int count, Duration timeout)
      throws InterruptedException, TimeoutException {
    Objects.requireNonNull(timeout, "timeout");
    long startNanos = System.nanoTime();
    // A time that is too long for a count of nanoseconds becomes the longest one.
    long timeoutNanos = Math.max(0, TimeUnit.NANOSECONDS.convert(timeout));
    while (kept.size() < count) {
      long leftNanos = timeoutNanos - (System.nanoTime() - startNanos);
      if (leftNanos <= 0) {
        throw new TimeoutException(kept.size() + " of " + count + " operations are held: " + this);
      }
      // A part of a millisecond is rounded up, because 0 means no limit.
      wait(TimeUnit.NANOSECONDS.toMillis(leftNanos) + 1);
    }
  }

  /** Lets the operations complete that it keeps back now. It keeps the next ones back. */
  public void release() {
    letGo(takeKept());
  }

  /** Ends the rule: it hits no operation any more, and keeps back none. */
  public void remove() {
    synchronized (this) {
      removed = true;
    }
    release();
  }

  // ---- for the scheduler ----

  /** {@return what happens to one operation; null if the rule does not act on it} */
  synchronized Verdict decide(Op step, Set<Path> paths) {
    if (removed || !fault.matches(step, paths)) {
      return null;
    }
    matches++;
    if (matches <= fault.skipped() || hits >= fault.most()) {
      return null;
    }
    if (fault.probability() < 1 && random.nextDouble() >= fault.probability()) {
      return null;
    }
    hits++;
    return Verdict.of(this, step, random);
  }

  /** Keeps a ticket back until {@link #release}, or lets it go if the rule has ended. */
  void hold(FaultTicket ticket) {
    boolean _ = keepOrLetGo(ticket);
  }

  /** {@return whether the ticket is kept back; if not, it has gone} */
  private boolean keepOrLetGo(FaultTicket ticket) {
    boolean kept = keep(ticket);
    if (!kept) {
      ticket.openGate();
    }
    return kept;
  }

  private synchronized boolean keep(FaultTicket ticket) {
    if (removed) {
      return false;
    }
    kept.add(ticket);
    notifyAll();
    return true;
  }

  /** Keeps a ticket back for some time, or lets it go if the rule has ended. */
  void delay(FaultTicket ticket) {
    if (keepOrLetGo(ticket)) {
      later(fault.time(), () -> letGoByItself(ticket));
    }
  }

  private void letGoByItself(FaultTicket ticket) {
    boolean wasKept;
    synchronized (this) {
      wasKept = kept.remove(ticket);
    }
    if (wasKept) {
      ticket.openGate();
    }
  }

  /** Keeps a ticket back until {@code window} of them can go in another order. */
  void reorder(FaultTicket ticket, int window) {
    if (!keepOrLetGo(ticket)) {
      return;
    }
    if (held() >= window) {
      shuffleAndLetGo();
    } else {
      later(fault.time(), () -> letGoIfKept(ticket));
    }
  }

  /** Its window may be full by now, and another one may have begun. */
  private void letGoIfKept(FaultTicket ticket) {
    boolean isKept;
    synchronized (this) {
      isKept = kept.contains(ticket);
    }
    if (isKept) {
      shuffleAndLetGo();
    }
  }

  /** Lets all go that wait for their order, because a thread waits for one of them. */
  void shuffleAndLetGo() {
    List<FaultTicket> taken = takeKept();
    synchronized (this) {
      // The kernel decides in which order they have arrived.
      taken.sort(Comparator.comparingLong(FaultTicket::number));
      Collections.shuffle(taken, order);
    }
    letGo(taken);
  }

  private static void later(Duration delay, Runnable task) {
    CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, VIRTUAL).execute(task);
  }

  private synchronized List<FaultTicket> takeKept() {
    List<FaultTicket> taken = kept;
    kept = new ArrayList<>();
    return taken;
  }

  private static void letGo(List<FaultTicket> tickets) {
    tickets.forEach(FaultTicket::openGate);
  }

  /** {@return the rule, and how often it acted} */
  @Override
  public synchronized String toString() {
    return fault + ", hit " + hits + " of " + matches + ", holds " + kept.size();
  }
}
