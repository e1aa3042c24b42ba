// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import io.dio.iosched.internal.coordinator.Coordinator;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.CoalescedRun;
import java.util.List;

/**
 * All that the {@link Coordinator} needs of an io_uring: the seam at which tests put a fake. Only
 * the coordinator's thread calls it, save where a method says otherwise.
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
   * {@return what the kernel refused {@link #enable} that the ring works without, and why} Any
   * thread that knows the ring to be enabled.
   */
  default List<String> refusals() {
    return List.of();
  }

  /**
   * {@return how many operations may be in flight beside the wake-up and one cancellation, so that
   * the completion queue holds all completions} Any thread.
   */
  int capacity();

  /** {@return operations that a chain can have} Any thread. */
  int maxChainLength();

  /**
   * {@return whether all of {@code chain}'s segment can be placed now} Always, before anything else
   * is placed after an {@link #enter} that took all.
   */
  boolean hasRoomFor(ChainSubmission chain);

  /**
   * Writes the submission queue entry of {@code request}. {@return false if there is no room for it
   * until the next {@link #enter}}
   *
   * @param rwFlags RWF_ flags of a transfer
   * @param link how it is tied to the entry placed next; never {@link Request.Link#HARD}
   */
  boolean place(Request request, int rwFlags, Request.Link link, long userData);

  /** Writes one vectored write for all of {@code run}. {@return as {@link #place}} */
  boolean placeRun(CoalescedRun run, long userData);

  /** Writes an entry that cancels the one with {@code target}. {@return as {@link #place}} */
  boolean placeCancel(long target, long userData);

  /** Writes the entry that completes at the next {@link #signal}. {@return as {@link #place}} */
  boolean placeWakeUp(long userData);

  /**
   * Writes an entry that does nothing, on a worker thread of the kernel. {@return false if there is
   * no room for it, or no kernel behind this ring}
   */
  default boolean placeWorkerStart(long userData) {
    return false;
  }

  /** {@return entries written that the kernel has not taken yet} */
  int unsubmitted();

  /**
   * Submits all that is placed and waits until at least {@code minComplete} completions are there.
   * Takes fewer than placed only by returning at once.
   *
   * @param idle nothing but the wake-up is in flight: the wait is not a wait for I/O
   * @return the entries that the kernel took, or a negative errno
   */
  int enter(int minComplete, boolean idle);

  /** {@return whether {@link #reap} would find something} */
  boolean hasCompletions();

  /** Hands all completions that are there to {@code sink}. {@return how many} */
  int reap(CompletionSink sink);

  /** Any thread, at any time, also after {@link #close}: completes the armed wake-up. */
  void signal();

  /** {@return calls into the kernel so far, those of {@link #signal} included} Any thread. */
  long systemCalls();

  /** Releases the ring. Nothing may be in flight, not even the wake-up. */
  void close();

  /**
   * Releases what can be released of a ring that failed, instead of {@link #close}: descriptors,
   * but no memory that the kernel may still write into.
   */
  void abandon();
}
