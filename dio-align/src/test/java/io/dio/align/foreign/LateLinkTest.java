// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Constants with native functions for which memory was missing when their class was initialised.
 */
final class LateLinkTest {

  @SuppressWarnings("UnusedMethod") // by a method handle
  private static int negated(int value) {
    return -value;
  }

  @Test
  void aFunctionThatMemoryLackedForIsLinkedByTheFirstCallThatHasIt() throws Throwable {
    MethodHandle negated =
        MethodHandles.lookup()
            .findStatic(LateLinkTest.class, "negated", MethodType.methodType(int.class, int.class));
    AtomicInteger attempts = new AtomicInteger();
    MethodHandle late =
        Native.linked(
            FunctionDescriptor.of(JAVA_INT, JAVA_INT),
            () -> {
              if (attempts.incrementAndGet() < 3) {
                throw new OutOfMemoryError("on purpose");
              }
              return negated;
            });
    assertThat(attempts).hasValue(1);
    assertThatThrownBy(() -> call(late)).isInstanceOf(OutOfMemoryError.class);
    assertThat(call(late)).isEqualTo(-7);
    assertThat(call(late)).isEqualTo(-7);
    assertThat(attempts).hasValue(3);
  }

  private static int call(MethodHandle handle) throws Throwable {
    return (int) handle.invokeExact(7);
  }

  @Test
  void withoutMemoryForItsPoolEachCallGetsACaptureOfItsOwn() {
    assertThat(ErrnoCapture.allocatePool(1L << 60)).isEqualTo(MemorySegment.NULL);
  }
}
