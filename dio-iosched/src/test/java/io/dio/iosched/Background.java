// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A call on a thread of its own that a test expects to wait. To check that something has
 * <em>not</em> happened, a test needs a moment at which it could have happened: {@link
 * #untilWaiting}.
 */
public final class Background<T> {
  private final FutureTask<T> task;
  private final Thread thread;

  private Background(Thread.Builder builder, Callable<T> call) {
    task = new FutureTask<>(call);
    thread = builder.name("background").start(task);
  }

  public static <T> Background<T> call(Callable<T> call) {
    return new Background<>(Thread.ofPlatform().daemon(), call);
  }

  public static <T> Background<T> callOnVirtualThread(Callable<T> call) {
    return new Background<>(Thread.ofVirtual(), call);
  }

  /** A call that returns nothing and may throw. */
  public interface Action {
    void run() throws Exception;
  }

  public static Background<Void> run(Action action) {
    return call(() -> {
      action.run();
      return null;
    });
  }

  /** {@return this, once the thread is parked or waits for a monitor or another thread} */
  public Background<T> untilWaiting() {
    while (true) {
      Thread.State state = thread.getState();
      if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
        return this;
      }
      if (task.isDone()) {
        throw new AssertionError("did not wait: " + outcome());
      }
      Thread.onSpinWait();
    }
  }

  /** {@return this, once the thread has cleared its interrupt flag} */
  Background<T> untilInterruptTaken() {
    while (thread.isInterrupted()) {
      if (task.isDone()) {
        throw new AssertionError("did not take the interrupt: " + outcome());
      }
      Thread.onSpinWait();
    }
    return this;
  }

  private Object outcome() {
    return switch (task.state()) {
      case SUCCESS -> task.resultNow();
      case FAILED -> task.exceptionNow();
      default -> task.state();
    };
  }

  boolean isDone() {
    return task.isDone();
  }

  public void interrupt() {
    thread.interrupt();
  }

  /** {@return the result of the call, or throws its exception} */
  public T get() throws Exception {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
