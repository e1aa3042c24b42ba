// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.UnaryOperator;

/** Schedulers that behave as a real one but for one thing. */
final class SchedulerDoubles {
  private SchedulerDoubles() {}

  /** {@return a scheduler that submits another operation in place of each one} */
  static IoScheduler submitting(IoScheduler wrapped, UnaryOperator<Op> other) {
    return (IoScheduler)
        Proxy.newProxyInstance(
            IoScheduler.class.getClassLoader(),
            new Class<?>[] {IoScheduler.class},
            (_, method, arguments) -> {
              try {
                return method.getName().equals("submit")
                    ? wrapped.submit(other.apply((Op) arguments[0]))
                    : method.invoke(wrapped, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
