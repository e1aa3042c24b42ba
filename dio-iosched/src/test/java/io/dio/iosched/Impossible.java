// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.function.Consumer;

/** Options that the public API cannot create, so that the kernel has to refuse them. */
public final class Impossible {
  private Impossible() {}

  public static SchedulerOptions options(String name, int value)
      throws ReflectiveOperationException {
    return change(SchedulerOptions.defaults(), name, value);
  }

  /** {@return {@code options} with another value of one of them} */
  public static SchedulerOptions change(SchedulerOptions options, String name, int value)
      throws ReflectiveOperationException {
    Method with = SchedulerOptions.class.getDeclaredMethod("with", Consumer.class);
    with.setAccessible(true);
    Consumer<Object> change =
        draft -> {
          try {
            Field field = draft.getClass().getDeclaredField(name);
            field.setAccessible(true);
            field.setInt(draft, value);
          } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
          }
        };
    return (SchedulerOptions) with.invoke(options, change);
  }
}
