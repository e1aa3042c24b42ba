// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.OpResult;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Ticket;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The state machine of a ticket: pending, then done with one {@code int} that follows the kernel's
 * convention, a count or a negative errno.
 *
 * <p>Completion has two halves so that a batch of completions costs one full fence instead of one
 * each: {@link #publish} stores the result with release semantics, and after a full fence {@link
 * #wake} looks for waiters. A waiter registers by a compare-and-set, which is a full fence on its
 * side, and looks at the state once more: one of the two always sees the other.
 */
public abstract class AbstractTicket implements Ticket, WaiterSpin.Awaited {
  private static final VarHandle STATE;
  private static final VarHandle WAITERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(AbstractTicket.class, "state", int.class);
      WAITERS = lookup.findVarHandle(AbstractTicket.class, "waiters", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int PENDING = 0;
  private static final int DONE = 1;

  /** In {@link #waiters}: nobody registers any more, because whoever took the list has run it. */
  private static final Object TAKEN = new Object();

  /** A second or later waiter; the first is stored bare, since most tickets have one. */
  private record Waiter(Object target, Object next) {}

  private int state;
  private int result;

  /** Null, a {@link Thread}, a {@link Callback}, a {@link Waiter} list of those, or TAKEN. */
  private Object waiters;

  /** {@return where callbacks of this ticket run} */
  public abstract Executor callbackExecutor();

  /**
   * {@return what {@link #await} throws for {@code result}, or null if it is a success} Called
   * after completion, by any thread, as often as there are waits: each gets a fresh exception.
   */
  public abstract IOException failure(int result);

  /** {@return whether and how long a platform thread should look before it parks} */
  public WaiterSpin waiterSpin() {
    return WaiterSpin.NONE;
  }

  /** Makes it pending again. Nobody else may know it. */
  public final void reopen() {
    state = PENDING;
    result = 0;
  }

  // ---- completing side ----

  /** First half of completing: the result becomes visible. Nobody is woken yet. */
  public final void publish(int result) {
    assert (int) STATE.getOpaque(this) == PENDING : "completed twice";
    this.result = result;
    // Pairs with the acquire in isDone(): who sees DONE sees the result, and the bytes read.
    STATE.setRelease(this, DONE);
  }

  /** Second half, after a full fence: wakes and runs whoever registered before the fence. */
  public final void wake(Wakes wakes) {
    if (WAITERS.getOpaque(this) != null) {
      runAll(WAITERS.getAndSet(this, TAKEN), wakes);
    }
  }

  /** Both halves, for completions that come one at a time. */
  final void complete(int result) {
    publish(result);
    VarHandle.fullFence();
    wake(ImmediateWakes.INSTANCE);
  }

  private void runAll(Object list, Wakes wakes) {
    Object rest = list;
    while (rest instanceof Waiter(Object target, Object next)) {
      run(target, wakes);
      rest = next;
    }
    run(rest, wakes);
  }

  /** Lets nothing through: the completing thread has others to wake. */
  private void run(Object target, Wakes wakes) {
    try {
      // Not a switch over types: that is linked at its first use, which takes memory.
      if (target instanceof Thread thread) {
        wakes.unpark(thread);
      } else if (target instanceof Callback callback) {
        dispatch(callback, wakes);
      }
      // Else TAKEN or nothing: a racing registrant has run the list already.
    } catch (Throwable e) {
      Reports.error("waking a waiter or running a callback failed", e);
    }
  }

  @SuppressWarnings("ReferenceEquality") // whether it is that very executor
  private void dispatch(Callback callback, Wakes wakes) {
    Executor executor = callbackExecutor();
    if (executor == SchedulerOptions.VIRTUAL_THREAD_EACH) {
      wakes.start(callback);
    } else {
      callback.runBy(executor);
    }
  }

  /** Reports that a callback ran on another thread than it should. Lets nothing through. */
  public void reportCallback(String message, Throwable cause) {
    Reports.warning(message, cause);
  }

  // ---- waiting side ----

  @Override
  public final boolean isDone() {
    return (int) STATE.getAcquire(this) == DONE;
  }

  /** {@return the raw result: a count, or a negative errno} Only after {@link #isDone()}. */
  public final int result() {
    if (!isDone()) {
      throw new IllegalStateException("operation is still running: " + this);
    }
    return result;
  }

  @Override
  public final long bytesTransferred() {
    return Math.max(0, result());
  }

  @Override
  public List<OpResult> results() {
    int done = result();
    return List.of(new OpResult(Math.max(0, done), Optional.ofNullable(failure(done))));
  }

  @Override
  public final long await() throws IOException {
    awaitDone();
    return outcome();
  }

  /** Waits until the operation completed, with whatever outcome. */
  public final void awaitDone() {
    if (!isDone()) {
      awaitUninterruptibly();
    }
  }

  private long outcome() throws IOException {
    IOException failure = failure(result);
    if (failure != null) {
      throw failure;
    }
    return result;
  }

  private void awaitUninterruptibly() {
    CompletionThread.refuseBlocking("Ticket.await()");
    if (waiterSpin().spinUntilDone(this)) {
      return;
    }
    Thread self = Thread.currentThread();
    boolean interrupted = false;
    if (register(self)) {
      while (!isDone()) {
        // park() returns at once while the interrupt flag is set: clear it, restore it at the end.
        interrupted |= Thread.interrupted();
        LockSupport.park(this);
      }
    }
    if (interrupted) {
      self.interrupt();
    }
  }

  @Override
  public final long await(Duration timeout)
      throws IOException, InterruptedException, TimeoutException {
    Objects.requireNonNull(timeout, "timeout");
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before waiting for " + this);
    }
    if (!isDone()) {
      awaitUntil(deadlineNanos(timeout), timeout);
    }
    return outcome();
  }

  private static long deadlineNanos(Duration timeout) {
    long timeoutNanos;
    try {
      timeoutNanos = timeout.toNanos();
    } catch (ArithmeticException e) {
      timeoutNanos = timeout.isNegative() ? 0 : Long.MAX_VALUE >> 1;
    }
    return System.nanoTime() + Math.clamp(timeoutNanos, 0, Long.MAX_VALUE >> 1);
  }

  private void awaitUntil(long deadlineNanos, Duration timeout)
      throws InterruptedException, TimeoutException {
    CompletionThread.refuseBlocking("Ticket.await(Duration)");
    Thread self = Thread.currentThread();
    if (!register(self)) {
      return;
    }
    try {
      parkUntil(deadlineNanos, timeout);
    } finally {
      // Who polls a long operation must not leave one entry behind for each look.
      deregister(self);
    }
  }

  private void parkUntil(long deadlineNanos, Duration timeout)
      throws InterruptedException, TimeoutException {
    while (!isDone()) {
      long remainingNanos = deadlineNanos - System.nanoTime();
      if (remainingNanos <= 0) {
        throw new TimeoutException("still running after " + timeout + ": " + this);
      }
      LockSupport.parkNanos(this, remainingNanos);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for " + this);
      }
    }
  }

  @Override
  public final Ticket onCompletion(Consumer<? super Ticket> callback) {
    Objects.requireNonNull(callback, "callback");
    Callback once = new Callback(this, callback);
    if (!register(once)) {
      run(once, ImmediateWakes.INSTANCE);
    }
    return this;
  }

  @Override
  public final CompletableFuture<Long> toCompletableFuture() {
    CompletableFuture<Long> future = new CompletableFuture<>();
    onCompletion(_ -> complete(future));
    return future;
  }

  /** Does not give up for lack of memory: who waits for a future has nothing else to wait for. */
  private void complete(CompletableFuture<Long> future) {
    while (!future.isDone()) {
      try {
        IOException failure = failure(result);
        if (failure == null) {
          future.complete((long) result);
        } else {
          future.completeExceptionally(failure);
        }
      } catch (OutOfMemoryError e) {
        MemoryShortage.pause();
      }
    }
  }

  /**
   * Adds a waiter, to be run once. {@return false if the operation is done and {@code target} was
   * not run and never will be: the caller goes on by itself}
   */
  private boolean register(Object target) {
    while (true) {
      Object seen = WAITERS.getVolatile(this);
      if (seen == TAKEN) {
        return false;
      }
      if (WAITERS.compareAndSet(this, seen, with(target, seen))) {
        break;
      }
    }
    if (isDone()) {
      // The completing thread may have looked before we registered. Whoever takes the list runs it.
      runAll(WAITERS.getAndSet(this, TAKEN), ImmediateWakes.INSTANCE);
    }
    return true;
  }

  private void deregister(Thread thread) {
    while (true) {
      Object seen = WAITERS.getVolatile(this);
      if (seen == TAKEN || WAITERS.compareAndSet(this, seen, without(seen, thread))) {
        return;
      }
    }
  }

  private static Object with(Object target, Object list) {
    return list == null ? target : new Waiter(target, list);
  }

  /** A loop and not a recursion, since there may be any number of waiters; it turns their order. */
  private static Object without(Object list, Thread thread) {
    Object kept = null;
    Object rest = list;
    while (rest instanceof Waiter(Object target, Object next)) {
      kept = target == thread ? kept : with(target, kept);
      rest = next;
    }
    return rest == thread || rest == null ? kept : with(rest, kept);
  }
}
