// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import java.util.concurrent.Callable;

/** The value or exception of a call. An exception counts by its type of the JDK. */
record Result(Object value, Class<?> thrown) {

  /** {@return the result of a call; an error of the test itself is thrown} */
  static Result of(Callable<?> call) {
    try {
      return new Result(call.call(), null);
    } catch (AssertionError | OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      return new Result(null, typeOfJdk(e.getClass()));
    }
  }

  /** A subclass of this library is as good as the type that {@code FileChannel} documents. */
  private static Class<?> typeOfJdk(Class<?> type) {
    Class<?> known = type;
    while (!known.getName().startsWith("java.")) {
      known = known.getSuperclass();
    }
    return known;
  }
}
