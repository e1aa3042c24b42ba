// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import io.dio.align.foreign.CompletionThread;
import io.dio.align.foreign.UninterruptibleWait;
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
 * The state machine of a ticket. It is pending, and then done with one {@code int} that follows the
 * kernel's convention: a count or a negative errno.
 *
 * <p>Completion has two halves, so that a batch of completions needs one full fence and not one for
 * each ticket. {@link #publish} stores the result with release semantics. After a full fence,
 * {@link #wake} looks for waiters. A waiter registers with a compare-and-set, which is a full fence
 * on its side, and then reads the state again. So at least one of the two threads sees the other.
 */
public abstract class AbstractTicket implements Ticket, UninterruptibleWait.Awaited {
  private static final VarHandle STATE;
  private static final VarHandle WAITERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(AbstractTicket.class, "state", byte.class);
      WAITERS = lookup.findVarHandle(AbstractTicket.class, "waiters", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final byte PENDING = 0;
  private static final byte DONE = 1;

  /** Pending and not started: it starts when a thread waits for it, or soon by itself. */
  private static final byte DEFERRED = 2;

  /**
   * The value of {@link #waiters} after a thread has taken the list and run it. No waiter can
   * register any more.
   */
  private static final Object TAKEN = new Object();

  /**
   * A second or later waiter. The first is stored without this wrapper, because most tickets have
   * only one.
   */
  private record Waiter(Object target, Object next) {}

  /** A byte and not an int, because an int would make each operation 8 bytes larger. */
  private byte state;

  private int result;

  /**
   * Null, a {@link Thread}, a {@link Callback}, a list of these made of {@link Waiter}, or TAKEN.
   */
  private Object waiters;

  /** {@return the executor that runs the callbacks of this ticket} */
  public abstract Executor callbackExecutor();

  /**
   * {@return the exception that {@link #await} throws for {@code result}, or null for a success} It
   * is called after completion, by any thread, once for each wait. Each call returns a new
   * exception.
   */
  public abstract IOException failure(int result);

  /** {@return the rule for whether and how long a platform thread spins before it parks} */
  public WaiterSpin waiterSpin() {
    return WaiterSpin.NONE;
  }

  /** Makes the ticket pending again. No other thread may have a reference to it. */
  public final void reopen() {
    state = PENDING;
    result = 0;
  }

  // ---- completing side ----

  /**
   * The first half of completing: makes the result visible. It wakes no thread yet. A subclass that
   * overrides it must call it last.
   */
  public void publish(int result) {
    assert (byte) STATE.getOpaque(this) != DONE : "completed twice";
    this.result = result;
    // Pairs with the acquire in isDone(): a thread that sees DONE also sees the result and the
    // bytes that were read.
    STATE.setRelease(this, DONE);
  }

  /**
   * The step between the two halves: a full fence. One fence serves all results that this thread
   * has published. Without it, the thread could look for waiters before its results are visible. A
   * waiter that registers at that moment would then be missed and would wait for ever.
   */
  public static void fenceBeforeWake() {
    VarHandle.fullFence();
  }

  /**
   * The second half, after {@link #fenceBeforeWake}: wakes the threads and runs the callbacks that
   * registered before the fence.
   */
  public final void wake(Wakes wakes) {
    if (WAITERS.getOpaque(this) != null) {
      runAll(WAITERS.getAndSet(this, TAKEN), wakes);
    }
  }

  /** Makes both halves, for a completion that comes alone. */
  final void complete(int result) {
    publish(result);
    fenceBeforeWake();
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

  /** Never throws, because the completing thread has other tickets to complete. */
  private void run(Object target, Wakes wakes) {
    try {
      // A switch over types would be linked at its first use, which needs memory.
      if (target instanceof Thread thread) {
        wakes.unpark(thread);
      } else if (target instanceof Callback callback) {
        dispatch(callback, wakes);
      }
      // Otherwise the value is TAKEN or null: a thread that registered at the same time has
      // already run the list.
    } catch (Throwable e) {
      Reports.error("waking a waiter or running a callback failed", e);
    }
  }

  @SuppressWarnings("ReferenceEquality") // compares identity on purpose
  private void dispatch(Callback callback, Wakes wakes) {
    Executor executor = callbackExecutor();
    if (executor == SchedulerOptions.VIRTUAL_THREAD_EACH) {
      wakes.start(callback);
    } else {
      callback.runBy(executor);
    }
  }

  /** Reports that a callback did not run on its executor. Never throws. */
  public void reportCallback(String message, Throwable cause) {
    Reports.warning(message, cause);
  }

  // ---- waiting side ----

  @Override
  public final boolean isDone() {
    return (byte) STATE.getAcquire(this) == DONE;
  }

  private void startIfDeferred() {
    if (startNow()) {
      startedEarly();
    }
  }

  /** Makes a pending ticket deferred. No other thread may have a reference to it. */
  public final void defer() {
    state = DEFERRED;
  }

  /** {@return whether the ticket was deferred until now} It is pending afterwards, or done. */
  public final boolean startNow() {
    return STATE.compareAndSet(this, DEFERRED, PENDING);
  }

  public final boolean isDeferred() {
    return (byte) STATE.getOpaque(this) == DEFERRED;
  }

  /** {@return whether a platform thread waits for it now, and nobody else} */
  public final boolean isAwaitedByPlatformThread() {
    return WAITERS.getOpaque(this) instanceof Thread thread && !thread.isVirtual();
  }

  /** {@return whether a thread waits for it now, and nobody else} */
  public final boolean isAwaitedByThread() {
    return WAITERS.getOpaque(this) instanceof Thread;
  }

  /** The operation is no longer deferred, and nobody has been told to execute it. */
  protected void startedEarly() {}

  /** {@return the raw result: a count, or a negative errno} Valid only after {@link #isDone()}. */
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

  /** Waits until the operation has completed, successfully or not. */
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

  /**
   * Lets the current thread, which is about to wait, make the operation itself. {@return whether it
   * did, so that the ticket is done}
   */
  protected boolean isMadeByWaiter() {
    return false;
  }

  /** Tells a subclass that the current thread is about to wait, because the ticket is not done. */
  protected void aboutToWait() {}

  private void awaitUninterruptibly() {
    CompletionThread.refuseBlocking("Ticket.await()");
    aboutToWait();
    if (isMadeByWaiter() || waiterSpin().spinUntilDone(this)) {
      return;
    }
    if (register(Thread.currentThread())) {
      UninterruptibleWait.park(this, this);
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
    aboutToWait();
    Thread self = Thread.currentThread();
    if (!register(self)) {
      return;
    }
    try {
      parkUntil(deadlineNanos, timeout);
    } finally {
      // A thread that polls a long operation must not leave an entry behind for each poll.
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

  /**
   * Completes a future. If memory is short, it tries again, because nothing else would complete the
   * future.
   */
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
      } catch (Throwable e) {
        future.completeExceptionally(e);
      }
    }
  }

  /**
   * Adds a waiter, to be run once. {@return false if the operation is done and {@code target} will
   * not be run; the caller must continue by itself}
   */
  private boolean register(Object target) {
    startIfDeferred();
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
      // The completing thread may have looked before this waiter registered. The thread that
      // takes the list runs it.
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

  /**
   * {@return the list without {@code thread}, in reverse order} It is a loop and not a recursion,
   * because the number of waiters has no limit.
   */
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
