// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
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
            (_, method, arguments) ->
                method.getName().equals("submit")
                    ? wrapped.submit(other.apply((Op) arguments[0]))
                    : call(wrapped, method, arguments));
  }

  /** {@return the result of a method of the real object} Its exceptions pass through. */
  static Object call(Object real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
