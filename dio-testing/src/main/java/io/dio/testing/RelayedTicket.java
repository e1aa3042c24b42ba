// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.iosched.CompletableTicket;
import io.dio.iosched.OpResult;
import io.dio.iosched.Ticket;
import io.dio.iosched.internal.wrapping.WrappedOp;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A ticket that a wrapper hands out in place of the wrapped scheduler's. When the real one is done,
 * the wrapper translates its results. Only then, or later, this ticket is done. So nothing is
 * reported while the real operation may still use the memory.
 *
 * <p>The thread that translates is the first one that sees that the real ticket is done: one that
 * waits or asks, or the callback of the real ticket.
 */
abstract class RelayedTicket implements Ticket {
  /** Ends when the program may see the results. Threads wait for it. */
  private final CompletableTicket end = CompletableTicket.create();

  /**
   * Held while the results are translated. A thread that asks in the meantime waits for that, so
   * that a ticket whose real one is done is never seen undone. The translation can also end other
   * tickets. Callbacks run later, see {@link LateCalls}.
   */
  private final ReentrantLock translation = new ReentrantLock();

  private boolean isTranslated;

  /** Guarded by this; null after the end. */
  private List<Consumer<? super Ticket>> callbacks = new ArrayList<>();

  private volatile Ticket real;
  private volatile List<OpResult> results = List.of();

  /**
   * Turns the real results into those of this ticket. It is called once, before anybody can see the
   * end of this ticket.
   */
  abstract List<OpResult> translate(List<OpResult> real);

  /** The results are translated. An implementation calls {@link #finish} at once or later. */
  abstract void translated();

  /** A thread is about to wait for this ticket although the real one is done. */
  void awaited() {}

  /** Connects this ticket with the real one. To be called once, right after the submission. */
  final void relay(Ticket submitted) {
    real = submitted;
    if (submitted.isDone()) {
      realEnded();
    } else {
      submitted.onCompletion(_ -> realEnded());
    }
  }

  /** {@return the real ticket, null before the submission has returned} */
  final Ticket real() {
    return real;
  }

  /** Translates the results of the real ticket once. Other threads wait for that. */
  final void realEnded() {
    LateCalls.lock(translation);
    try {
      if (!isTranslated) {
        isTranslated = true;
        translateOnce();
      }
    } finally {
      LateCalls.unlock(translation);
    }
  }

  private void translateOnce() {
    List<OpResult> seen = real.results();
    try {
      results = List.copyOf(translate(seen));
    } catch (RuntimeException | Error e) {
      // Nobody may wait for ever because of a fault in a test tool.
      results = seen.stream().map(_ -> failed(new IOException("the test tool failed", e))).toList();
    }
    translated();
  }

  /** The program sees other results than the translated ones. To be called before the end. */
  final void replaceResults(List<OpResult> other) {
    results = other;
  }

  static OpResult failed(IOException failure) {
    return new OpResult(0, Optional.of(failure));
  }

  /** Ends this ticket, and calls the callbacks where those of the real ticket run. */
  final void finish() {
    IOException failure = firstFailure();
    boolean _ =
        failure == null ? end.complete(results.getFirst().bytesTransferred()) : end.fail(failure);
    LateCalls.run(this::callBack);
  }

  private void callBack() {
    List<Consumer<? super Ticket>> waiting;
    synchronized (this) {
      waiting = callbacks;
      callbacks = null;
    }
    waiting.forEach(this::call);
  }

  private IOException firstFailure() {
    return results.stream().flatMap(result -> result.failure().stream()).findFirst().orElse(null);
  }

  /** The real ticket is done, so it calls at once, on the executor of its scheduler. */
  private void call(Consumer<? super Ticket> callback) {
    real.onCompletion(_ -> callback.accept(this));
  }

  @Override
  @SuppressWarnings("EmptyCatch") // the translation tells the failure
  public long await() throws IOException {
    if (!isDone()) {
      // A thread has to wait for the real ticket, because its scheduler may let that thread work.
      try {
        long _ = real.await();
      } catch (IOException e) {
        // the translation tells it
      }
      realEnded();
      awaited();
    }
    return end.await();
  }

  @Override
  @SuppressWarnings("EmptyCatch") // the translation tells the failure
  public long await(Duration timeout) throws IOException, InterruptedException, TimeoutException {
    long startNanos = System.nanoTime();
    if (!isDone()) {
      try {
        long _ = real.await(timeout);
      } catch (IOException e) {
        // the translation tells it
      }
      realEnded();
      awaited();
    }
    return end.await(timeout.minusNanos(System.nanoTime() - startNanos));
  }

  /** Translates if the real ticket is done, so that no thread has to wait for its callback. */
  @Override
  public final boolean isDone() {
    Ticket submitted = real;
    if (submitted != null && submitted.isDone()) {
      realEnded();
    }
    return end.isDone();
  }

  @Override
  public void cancel() {
    real.cancel();
  }

  @Override
  public long bytesTransferred() {
    return results().getFirst().bytesTransferred();
  }

  @Override
  public List<OpResult> results() {
    if (!isDone()) {
      long _ = end.bytesTransferred(); // throws, with the message of every ticket
    }
    return results.stream().map(RelayedTicket::fresh).toList();
  }

  /** Each caller gets a failure of its own, as from every ticket. */
  private static OpResult fresh(OpResult result) {
    return new OpResult(result.bytesTransferred(), result.failure().map(WrappedOp::fresh));
  }

  @Override
  public DioFile file() {
    IOException failure = isDone() ? firstFailure() : null;
    if (failure != null && real.results().getFirst().failure().isEmpty()) {
      throw new IllegalStateException("there is no file, because the opening failed", failure);
    }
    return real.file();
  }

  @Override
  public Ticket onCompletion(Consumer<? super Ticket> callback) {
    Objects.requireNonNull(callback, "callback");
    synchronized (this) {
      if (callbacks != null) {
        callbacks.add(callback);
        return this;
      }
    }
    call(callback);
    return this;
  }

  @Override
  public CompletableFuture<Long> toCompletableFuture() {
    CompletableFuture<Long> future = new CompletableFuture<>();
    Ticket _ =
        onCompletion(_ -> {
          try {
            future.complete(end.await());
          } catch (IOException e) {
            future.completeExceptionally(e);
          }
        });
    return future;
  }

  @Override
  public String toString() {
    return isDone() && firstFailure() != null
        ? "Ticket[failed: " + firstFailure() + "]"
        : "Ticket[" + real + "]";
  }
}
