// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.sys.internal.DurableCalls;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The syncs and durable writes that a ring's kernel has, announced to their files, and those whose
 * success waits until it can be believed. Coordinator's thread only.
 */
final class DurableEntries {
  /** What is kept, since a slot may have another file by the time its operations end. */
  private record Announced(DurableCalls calls, long number, boolean sync) {
    void end() {
      calls.end(number, sync);
    }
  }

  private final IdentityHashMap<Entry, Announced> announced = new IdentityHashMap<>();
  private final Set<Entry> waiting = Collections.newSetFromMap(new IdentityHashMap<>());

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
      announced.put(entry, new Announced(calls, calls.begin(sync), sync));
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
      entry.request().recordDurabilityFailure(-result);
      call.end();
      return true;
    }
    if (call.calls().endSucceeded(call.number(), call.sync(), whenBelieved)) {
      return true;
    }
    waiting.add(entry);
    return false;
  }

  /** What {@code entry} waited for has ended. */
  void believed(Entry entry) {
    waiting.remove(entry);
  }

  /** Gives every entry whose success waits to {@code action}. */
  void forEachWaiting(Consumer<Entry> action) {
    waiting.forEach(action);
  }

  /** Nobody will learn what became of those that the kernel has; others need not wait for them. */
  void abandon() {
    announced.values().forEach(Announced::end);
    announced.clear();
  }
}
