// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;

/** A ticket that a test completes. A negative result fails; a result of 0 or more is a count. */
final class PlainTicket extends AbstractTicket {
  private final Executor executor;
  private final WaiterSpin spin;

  PlainTicket(Executor executor) {
    this(executor, WaiterSpin.NONE);
  }

  PlainTicket(Executor executor, WaiterSpin spin) {
    this.executor = executor;
    this.spin = spin;
  }

  @Override
  public Executor callbackExecutor() {
    return executor;
  }

  @Override
  public WaiterSpin waiterSpin() {
    return spin;
  }

  @Override
  public IOException failure(int result) {
    return result < 0 ? new IOException("failed with " + result) : null;
  }

  @Override
  public void cancel() {
    throw new UnsupportedOperationException("nothing stands behind this ticket");
  }

  /** {@return the registration: null after all waiting threads have left} */
  Object waiters() throws ReflectiveOperationException {
    Field field = AbstractTicket.class.getDeclaredField("waiters");
    field.setAccessible(true);
    return field.get(this);
  }
}
