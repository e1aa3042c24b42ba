// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import java.util.concurrent.locks.LockSupport;

/** Wakes threads directly on the calling thread. It has no state, and any thread may use it. */
public enum ImmediateWakes implements Wakes {
  INSTANCE;

  @Override
  public void unpark(Thread waiter) {
    LockSupport.unpark(waiter);
  }

  @Override
  public void start(Callback callback) {
    callback.runByVirtualThread();
  }
}
