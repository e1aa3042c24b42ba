// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

/** The way in which waiters of a done ticket are woken. */
public sealed interface Wakes permits ImmediateWakes, VirtualWakes {

  /** Unparks a thread. */
  void unpark(Thread waiter);

  /** Runs a callback on a new virtual thread. */
  void start(Callback callback);
}
