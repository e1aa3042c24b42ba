// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.internal.ticket.Reports;
import io.dio.iosched.internal.unit.Entry;
import io.dio.sys.internal.AnnouncedCall;
import io.dio.sys.internal.DurableCalls;
import java.util.IdentityHashMap;
import java.util.function.BiConsumer;

/**
 * The syncs and durable writes that are in the kernel and are announced to their files. It also
 * holds those whose success must wait until concurrent calls have ended. Only the coordinator's
 * thread uses it.
 */
final class DurableEntries {
  /** Created once, because all calls must be ended without allocation. */
  private static final BiConsumer<Entry, AnnouncedCall> END = new End();

  /** Created once, for the same reason. */
  private static final BiConsumer<Entry, AnnouncedCall> LOSE = new Lose();

  private static final class Lose implements BiConsumer<Entry, AnnouncedCall> {
    @Override
    public void accept(Entry entry, AnnouncedCall call) {
      try {
        entry.request().recordUnknownDurability();
      } catch (Throwable _) {
        // The fact is on record. Only its description needs memory.
      }
    }
  }

  private static final class End implements BiConsumer<Entry, AnnouncedCall> {
    @Override
    public void accept(Entry entry, AnnouncedCall call) {
      try {
        call.close();
      } catch (Throwable e) {
        Reports.error("telling others that a sync has ended failed", e);
      }
    }
  }

  /**
   * The announced calls, by the entry that the kernel has. The call is kept here and not looked up
   * at its end, because the slot may hold another file then.
   */
  private final IdentityHashMap<Entry, AnnouncedCall> announced = new IdentityHashMap<>();

  private final IdentityHashMap<Entry, Boolean> waiting = new IdentityHashMap<>();

  /** {@return whether no success is waiting} */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** {@return whether {@code entry} is one that the kernel has} */
  boolean isAnnounced(Entry entry) {
    // First the cheap question: most of the time there is none.
    return !announced.isEmpty() && announced.containsKey(entry);
  }

  /** Notes that {@code entry} was placed. */
  void placed(Entry entry) {
    DurableCalls calls = entry.isWriteFirst() ? null : entry.durableCalls();
    if (calls != null) {
      // The announcement comes last, so that nothing is announced if memory runs out before.
      AnnouncedCall call = new AnnouncedCall(calls, entry.request().verb.isSync());
      announced.put(entry, call);
      call.begin();
    }
  }

  /**
   * Notes that the kernel has completed {@code entry}.
   *
   * @param whenBelieved run by some thread when {@code result} can be believed, unless this method
   *     returns true
   * @return whether the result can be believed now; otherwise the entry waits until {@link
   *     #believed}
   */
  boolean completed(Entry entry, int result, Runnable whenBelieved) {
    try (AnnouncedCall call = announced.remove(entry)) {
      if (call == null) {
        return true;
      }
      if (result < 0) {
        // The kernel reports lost data only once.
        entry.request().recordDurabilityFailure(-result);
        return true;
      }
      // The entry is marked as waiting before its call ends. After the end another thread may
      // report at once that it is believed.
      waiting.put(entry, Boolean.TRUE);
      boolean believed = call.succeeded(whenBelieved);
      if (believed) {
        waiting.remove(entry);
      }
      return believed;
    }
  }

  /** Notes that all calls that {@code entry} waited for have ended. */
  void believed(Entry entry) {
    waiting.remove(entry);
  }

  /** Passes every entry whose success is waiting to {@code action}, as a key. Allocates nothing. */
  void forEachWaiting(BiConsumer<Entry, Boolean> action) {
    waiting.forEach(action);
  }

  /**
   * Records a failure for each call whose result will never be known. Call it before anybody is
   * told that the scheduler failed: the next sync of the file must not succeed.
   */
  void lose() {
    announced.forEach(LOSE);
  }

  /**
   * Ends all calls whose results will never be known, so that other calls need not wait for them.
   * {@link #lose} comes before. Allocates nothing.
   */
  void abandon() {
    announced.forEach(END);
  }
}
