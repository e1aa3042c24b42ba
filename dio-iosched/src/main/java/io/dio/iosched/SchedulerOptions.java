// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * How a scheduler is to be set up: an immutable value, made from {@link #defaults} by {@code with}
 * methods. What a backend has no use for, it ignores: the POSIX backend has no ring.
 */
public final class SchedulerOptions {
  /** The callback executor unless another is given: a new virtual thread for each callback. */
  static final Executor VIRTUAL_THREAD_EACH = task -> Thread.ofVirtual().start(task);

  /** The kernel's own limit, IORING_MAX_ENTRIES. */
  private static final int MAX_RING_DEPTH = 32_768;

  /**
   * Submission queue entries unless told otherwise. The completion queue has twice as many, so 511
   * operations are in flight at most; deeper queues gain nothing on the devices we know, and cost
   * memory.
   */
  private static final int DEFAULT_RING_DEPTH = 256;

  private static final SchedulerOptions DEFAULTS =
      new SchedulerOptions(DEFAULT_RING_DEPTH, LiburingSource.AUTO, VIRTUAL_THREAD_EACH);

  private final int ringDepth;
  private final LiburingSource liburing;
  private final Executor callbackExecutor;

  private SchedulerOptions(int ringDepth, LiburingSource liburing, Executor callbackExecutor) {
    this.ringDepth = ringDepth;
    this.liburing = liburing;
    this.callbackExecutor = callbackExecutor;
  }

  /** {@return the options that suit most programs} */
  public static SchedulerOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return these options with another ring depth} Operations beyond what the ring holds (twice
   * its depth, less one) wait in memory; nothing is refused for lack of depth.
   *
   * @param ringDepth submission queue entries, a power of two in 1..32768
   */
  public SchedulerOptions withRingDepth(int ringDepth) {
    if (ringDepth < 1 || ringDepth > MAX_RING_DEPTH || Integer.bitCount(ringDepth) != 1) {
      throw new IllegalArgumentException(
          "ringDepth " + ringDepth + " is not a power of two in 1.." + MAX_RING_DEPTH);
    }
    return new SchedulerOptions(ringDepth, liburing, callbackExecutor);
  }

  /**
   * {@return these options with another origin of the ring's system calls}
   *
   * @param liburing who makes them
   */
  public SchedulerOptions withLiburing(LiburingSource liburing) {
    Objects.requireNonNull(liburing, "liburing");
    return new SchedulerOptions(ringDepth, liburing, callbackExecutor);
  }

  /**
   * {@return these options with another executor of callbacks}
   *
   * @param callbackExecutor runs the callbacks of tickets and completes their futures. A direct
   *     executor ({@code Runnable::run}) is allowed for short callbacks: they then run on the
   *     thread that completes operations, hold up all others meanwhile, and get an {@link
   *     IllegalStateException} from every blocking call of dio instead of a deadlock.
   */
  public SchedulerOptions withCallbackExecutor(Executor callbackExecutor) {
    Objects.requireNonNull(callbackExecutor, "callbackExecutor");
    return new SchedulerOptions(ringDepth, liburing, callbackExecutor);
  }

  /** {@return submission queue entries of the ring} */
  public int ringDepth() {
    return ringDepth;
  }

  /** {@return the origin of the ring's system calls} */
  public LiburingSource liburing() {
    return liburing;
  }

  /** {@return where callbacks run} */
  public Executor callbackExecutor() {
    return callbackExecutor;
  }

  @Override
  public String toString() {
    return "SchedulerOptions[ringDepth=" + ringDepth + ", liburing=" + liburing + "]";
  }
}
