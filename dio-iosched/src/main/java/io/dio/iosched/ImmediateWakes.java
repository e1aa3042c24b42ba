// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.concurrent.locks.LockSupport;

/** Has no state: the thread that asks does it. Any thread. */
enum ImmediateWakes implements Wakes {
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
