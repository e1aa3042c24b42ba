// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.function.Supplier;

/**
 * A function that could not be linked for lack of memory. Each call tries to link it again. The
 * first success replaces the target, and later calls go directly to the function.
 */
final class LateLink extends MutableCallSite {
  private final Supplier<MethodHandle> linking;

  LateLink(MethodType type, Supplier<MethodHandle> linking) {
    super(type);
    this.linking = linking;
    try {
      // ()MethodHandle
      MethodHandle link =
          MethodHandles.lookup().bind(this, "link", MethodType.methodType(MethodHandle.class));
      // (A...)R: what link() returned is invoked with the arguments
      setTarget(MethodHandles.foldArguments(MethodHandles.exactInvoker(type), link));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("unused") // the call site's first target
  private MethodHandle link() {
    MethodHandle linked = linking.get();
    setTarget(linked);
    return linked;
  }
}
