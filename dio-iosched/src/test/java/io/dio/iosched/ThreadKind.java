// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

/** The kinds of thread on which blocking calls are made. */
enum ThreadKind {
  PLATFORM,
  VIRTUAL;

  /** Runs it on a new thread of this kind and throws its exception. */
  void run(Runnable action) throws Exception {
    call(Executors.callable(action));
  }

  /** {@return the result of the call on a new thread of this kind, or throws its exception} */
  <T> T call(Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread =
        this == PLATFORM ? Thread.ofPlatform().start(task) : Thread.ofVirtual().start(task);
    thread.join();
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
