// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import io.dio.align.Degradation;
import io.dio.iosched.Registration;
import io.dio.iosched.internal.coordinator.Coordinator;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.SharedSync;
import io.dio.iosched.internal.verb.Command;
import java.util.List;

/**
 * The io_uring interface that the {@link Coordinator} uses. Tests replace it with a fake. Only the
 * coordinator's thread calls it, except where a method says otherwise.
 *
 * <p>Results follow the kernel's convention: {@code >= 0}, or a negative errno.
 */
public interface Ring {
  /** User data of the armed wake-up read, which is no operation's entry. */
  long WAKE_UP = 0xFFFF_FFFFL;

  /** User data of a cancellation, of which there is one at a time. */
  long CANCEL = 0xFFFF_FFFEL;

  /** User data of the entry that makes the kernel start its first worker thread. */
  long WORKER_START = 0xFFFF_FFFDL;

  /** Receives completions during {@link #reap}. */
  @FunctionalInterface
  interface CompletionSink {
    void completed(long userData, int result);
  }

  /** Makes the calling thread the ring's only issuer. {@return 0 or a negative errno} */
  int enable();

  /**
   * {@return what the kernel refused, though the ring works without it} Any thread may call it
   * after {@link #enable}.
   */
  default List<Degradation> degradations() {
    return List.of();
  }

  /** {@return the ring in words, as a part of {@code IoScheduler.describe()}} Any thread. */
  default String describe() {
    return "a ring";
  }

  /**
   * {@return whether the kernel's io_uring has an operation} Otherwise a thread that may block
   * makes its call.
   */
  default boolean has(Command command) {
    return command.ringEntry() != null;
  }

  /** {@return the memory that is registered with the kernel} Any thread may call it. */
  default Registration registration() {
    return Registration.none();
  }

  /**
   * {@return the largest number of operations in flight, in addition to the wake-up and one
   * cancellation, for which the completion queue holds all completions} Any thread may call it.
   */
  int capacity();

  /** {@return the largest number of operations in a chain} Any thread may call it. */
  int maxChainLength();

  /**
   * {@return whether the whole segment of {@code chain} can be placed now} It is always true
   * directly after an {@link #enter} that took all entries.
   */
  boolean hasRoomFor(ChainSubmission chain);

  /**
   * Writes the submission queue entry of {@code request}. {@return false if there is no room for it
   * until the next {@link #enter}}
   *
   * @param rwFlags the RWF_ flags of a transfer
   * @param link the link to the entry that is placed next; never {@link Request.Link#HARD}
   */
  boolean place(Request request, int rwFlags, Request.Link link, long userData);

  /**
   * Writes one entry, a vectored write, for all members of {@code run}. {@return false if there is
   * no room, as for {@link #place}}
   */
  boolean placeRun(CoalescedRun run, long userData);

  /**
   * Writes one entry, a sync, for all members of {@code sync}. {@return false if there is no room,
   * as for {@link #place}}
   */
  boolean placeSync(SharedSync sync, long userData);

  /**
   * Writes an entry that cancels the one with {@code target}. {@return false if there is no room,
   * as for {@link #place}}
   */
  boolean placeCancel(long target, long userData);

  /**
   * Writes the entry that completes at the next {@link #signal}. {@return false if there is no
   * room, as for {@link #place}}
   */
  boolean placeWakeUp(long userData);

  /**
   * Writes an entry that does nothing, on a worker thread of the kernel. {@return false if there is
   * no room for it, or if this ring is a fake}
   */
  default boolean placeWorkerStart(long userData) {
    return false;
  }

  /** {@return the number of entries that were written and that the kernel has not taken yet} */
  int unsubmitted();

  /** {@return those of the {@link #unsubmitted} entries that are in the queue for chains} */
  default int unsubmittedBesideChains() {
    return unsubmitted();
  }

  /**
   * {@return whether operations are in flight for which the kernel polls the device} An {@link
   * #enter} then ends soon without a signal, and no signal can end it.
   */
  default boolean isPolling() {
    return false;
  }

  /**
   * {@return whether the kernel keeps completions back until the next {@link #enter}, as far as it
   * tells}
   */
  default boolean keepsCompletionsBack() {
    return false;
  }

  /**
   * Submits all placed entries and waits until at least {@code minComplete} completions are there.
   * If the kernel takes only some of the entries, the method returns at once.
   *
   * @param idle whether only the wake-up is in flight, so that the wait is not a wait for I/O
   * @return the number of entries that the kernel took of {@link #unsubmittedBesideChains}, or a
   *     negative errno
   */
  int enter(int minComplete, boolean idle);

  /**
   * As {@link #enter} that waits for one completion, for at most {@code timeoutNanos}. {@return the
   * number of entries that the kernel took, or a negative errno: -ETIME if there was no entry to
   * take and no completion in time}
   */
  int enterBriefly(long timeoutNanos, boolean idle);

  /** {@return whether {@link #reap} would find a completion} */
  boolean hasCompletions();

  /** Passes all available completions to {@code sink}. {@return their number} */
  int reap(CompletionSink sink);

  /** Completes the armed wake-up. Any thread may call it at any time, even after {@link #close}. */
  void signal();

  /**
   * {@return the number of system calls so far, including those of {@link #signal}} Any thread may
   * call it.
   */
  long systemCalls();

  /** {@return the number of completions for which the kernel polled} Any thread may call it. */
  default long polledOperations() {
    return 0;
  }

  /** Releases the ring. No entry may be in flight, not even the wake-up. */
  void close();

  /**
   * Releases a failed ring, in place of {@link #close}. It closes descriptors, but keeps the memory
   * that the kernel may still write to.
   */
  void abandon();
}
