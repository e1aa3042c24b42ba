// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** One wait of a thread for memory of a pool. */
@Name("io.dio.PoolWait")
@Label("Pool Wait")
@Category("dio")
@Description("A thread waited for memory of a pool")
@Threshold("10 ms")
final class PoolWaitEvent extends Event {
  @Label("Pool")
  String pool;

  @Label("Acquired")
  @Description("False after a timeout, an interrupt, or if the pool was closed")
  boolean acquired;

  @Label("Capacity")
  @Description("Buffers or slots of the pool")
  long capacity;

  @Label("Waiting Threads")
  @Description("Threads that still waited for this pool when the wait ended")
  int waiting;

  /** {@return an event that has begun; null if no recording wants it} */
  static PoolWaitEvent begun() {
    PoolWaitEvent event = new PoolWaitEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  void end(Pool<?> waitedFor, boolean served) {
    end();
    if (shouldCommit()) {
      pool = waitedFor.name();
      acquired = served;
      capacity = waitedFor.capacity();
      waiting = waitedFor.waiting();
      commit();
    }
  }
}
