// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.internal.ticket.Reports;
import io.dio.iosched.internal.unit.Entry;
import io.dio.sys.internal.DurableCalls;
import java.util.IdentityHashMap;
import java.util.function.BiConsumer;

/**
 * The syncs and durable writes that a ring's kernel has, announced to their files, and those whose
 * success waits until it can be believed. Coordinator's thread only.
 */
final class DurableEntries {
  /** What is kept, since a slot may have another file by the time its operations end. */
  private static final class Announced {
    private static final long NOT_YET = -1;

    final DurableCalls calls;
    final boolean sync;
    long number = NOT_YET;

    Announced(DurableCalls calls, boolean sync) {
      this.calls = calls;
      this.sync = sync;
    }

    void begin() {
      number = calls.begin(sync);
    }

    /** Has an effect once. */
    void end() {
      long begun = number;
      number = NOT_YET;
      if (begun != NOT_YET) {
        calls.end(begun, sync);
      }
    }
  }

  /** Made once: whoever ends all of them does so without memory. */
  @SuppressWarnings("UnnecessaryLambda") // made where it is used, it would take memory there
  private static final BiConsumer<Entry, Announced> END =
      (_, call) -> {
        try {
          call.end();
        } catch (Throwable e) {
          Reports.error("telling others that a sync has ended failed", e);
        }
      };

  private final IdentityHashMap<Entry, Announced> announced = new IdentityHashMap<>();
  private final IdentityHashMap<Entry, Boolean> waiting = new IdentityHashMap<>();

  /** {@return whether no success waits} */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** {@return whether the kernel has any} */
  boolean hasAnnounced() {
    return !announced.isEmpty();
  }

  /** {@code entry} goes to the kernel. */
  void placed(Entry entry) {
    DurableCalls calls = entry.durableCalls();
    if (calls != null) {
      boolean sync = entry.request().verb.isSync();
      // Announced last: what runs out of memory before that has announced nothing.
      Announced call = new Announced(calls, sync);
      announced.put(entry, call);
      call.begin();
    }
  }

  /**
   * The kernel is done with {@code entry}.
   *
   * @param whenBelieved is run by some thread when {@code result} can be believed, unless this
   *     returns true
   * @return whether it can be believed now; else it waits until {@link #believed}
   */
  boolean completed(Entry entry, int result, Runnable whenBelieved) {
    Announced call = announced.remove(entry);
    if (call == null) {
      return true;
    }
    if (result < 0) {
      // The kernel reports lost data only once.
      try {
        entry.request().recordDurabilityFailure(-result);
      } finally {
        call.end();
      }
      return true;
    }
    // It waits before it ends: once it has ended, another thread may say that it is believed.
    boolean waits = false;
    try {
      waiting.put(entry, Boolean.TRUE);
      waits = true;
    } finally {
      if (!waits) {
        call.end();
      }
    }
    boolean believed = call.calls.endSucceeded(call.number, call.sync, whenBelieved);
    if (believed) {
      waiting.remove(entry);
    }
    return believed;
  }

  /** What {@code entry} waited for has ended. */
  void believed(Entry entry) {
    waiting.remove(entry);
  }

  /** Gives every entry whose success waits to {@code action}, as a key. Allocates nothing. */
  void forEachWaiting(BiConsumer<Entry, Boolean> action) {
    waiting.forEach(action);
  }

  /**
   * Nobody will learn what became of those that the kernel has; others need not wait for them.
   * Allocates nothing.
   */
  void abandon() {
    announced.forEach(END);
  }
}
