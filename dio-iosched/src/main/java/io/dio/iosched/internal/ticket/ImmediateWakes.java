// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import java.util.concurrent.locks.LockSupport;

/** Has no state: the thread that asks does it. Any thread. */
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
