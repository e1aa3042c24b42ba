// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.align.foreign.CompletionThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Runs one task on a thread like the one on which a scheduler runs the callbacks of a direct
 * executor.
 */
final class CompletingThread extends CompletionThread {

  /** The task to run. */
  interface Task {
    void run() throws Exception;
  }

  private final Task task;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private CompletingThread(Task task) {
    super("test-coordinator");
    this.task = task;
  }

  @Override
  public void run() {
    try {
      task.run();
      done.complete(null);
    } catch (Throwable t) {
      done.completeExceptionally(t);
    }
  }

  /** {@return the exception that the task threw, or null} */
  static Throwable failureOf(Task task) throws InterruptedException {
    CompletingThread thread = new CompletingThread(task);
    thread.start();
    thread.join();
    try {
      thread.done.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }
}
