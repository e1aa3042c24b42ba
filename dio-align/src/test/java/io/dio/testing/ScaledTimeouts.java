// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Ends tests that take longer than their {@link Timeout} multiplied as in {@link TimeLimits}. JUnit
 * cannot multiply the value of an annotation. If {@code dio.test.timeoutFactor} is given, the build
 * uses this class in place of JUnit's own time limits.
 */
public final class ScaledTimeouts implements InvocationInterceptor {

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceed(invocation, method, limitOf(method).or(() -> limitOf(context.getRequiredTestClass())));
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    interceptTestMethod(invocation, method, context);
  }

  @Override
  public void interceptBeforeAllMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceed(invocation, method, limitOf(method));
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceed(invocation, method, limitOf(method));
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceed(invocation, method, limitOf(method));
  }

  @Override
  public void interceptAfterAllMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceed(invocation, method, limitOf(method));
  }

  private static Optional<Duration> limitOf(ReflectiveInvocationContext<Method> method) {
    return AnnotationSupport.findAnnotation(method.getExecutable(), Timeout.class)
        .map(ScaledTimeouts::scaled);
  }

  /**
   * {@return the limit of a class, of a class that it extends, or of the class that encloses it}
   */
  static Optional<Duration> limitOf(Class<?> testClass) {
    for (Class<?> each = testClass; each != null; each = each.getEnclosingClass()) {
      Optional<Timeout> found = AnnotationSupport.findAnnotation(each, Timeout.class);
      if (found.isPresent()) {
        return found.map(ScaledTimeouts::scaled);
      }
    }
    return Optional.empty();
  }

  private static Duration scaled(Timeout limit) {
    return TimeLimits.of(Duration.of(limit.value(), limit.unit().toChronoUnit()));
  }

  /**
   * The test runs on a thread of its own, as with JUnit's time limits, because the thread may never
   * return.
   */
  private static void proceed(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      Optional<Duration> limit)
      throws Throwable {
    if (limit.isEmpty()) {
      invocation.proceed();
    } else {
      proceedWithin(limit.get(), method.getExecutable().toString(), invocation);
    }
  }

  static void proceedWithin(Duration limit, String what, Invocation<Void> invocation)
      throws Throwable {
    FutureTask<Throwable> run =
        new FutureTask<>(() -> {
          try {
            invocation.proceed();
            return null;
          } catch (Throwable thrown) {
            return thrown;
          }
        });
    Thread thread = Thread.ofPlatform().daemon().name("test-with-time-limit").start(run);
    Throwable thrown;
    try {
      thrown = run.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      AssertionError late = new AssertionError(what + " has not ended after " + limit);
      late.setStackTrace(thread.getStackTrace());
      thread.interrupt();
      throw late;
    }
    if (thrown != null) {
      throw thrown;
    }
  }
}
