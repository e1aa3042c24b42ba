// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

/** How those who wait for a ticket that is done are told. */
public sealed interface Wakes permits ImmediateWakes, VirtualWakes {

  /** Lets a parked thread run. */
  void unpark(Thread waiter);

  /** Runs a callback on a virtual thread of its own. */
  void start(Callback callback);
}
