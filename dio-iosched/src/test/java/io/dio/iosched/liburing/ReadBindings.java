// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.liburing;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * Main class of a child JVM that reads all values of the named binding classes that need no
 * arguments.
 */
final class ReadBindings {
  private ReadBindings() {}

  public static void main(String[] simpleNames) throws ReflectiveOperationException {
    int classes = 0;
    for (String simpleName : simpleNames) {
      Class<?> type = Class.forName(ReadBindings.class.getPackageName() + "." + simpleName);
      for (Method method : type.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 0) {
          method.invoke(null);
        }
      }
      classes++;
    }
    System.out.println("IORING_OP_READ=" + liburing_h.IORING_OP_READ());
    System.out.println("io_uring_sqe=" + io_uring_sqe.sizeof());
    System.out.println("classes=" + classes);
  }
}
