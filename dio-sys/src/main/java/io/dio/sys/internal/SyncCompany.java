// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

/**
 * Decides whether a shared sync starts at once, or waits a little for those who will need one soon.
 *
 * <p>A thread that writes a log comes back shortly after its commit. If the next call started
 * without it, the thread would have to wait for that call and for the one after it. Then each call
 * serves half of the threads. So the next call waits until as many have come as were there before.
 * It waits at most half of the time of a call. If waits were in vain, the next calls do not wait.
 *
 * <p>A caller that is alone never waits. The caller of the methods guards them; times are of {@link
 * System#nanoTime}.
 */
public final class SyncCompany {
  /** A call that takes less is not worth a wait, because waking a thread takes as long. */
  static final long SHORTEST_CALL_NANOS = 40_000;

  /** The longest wait, for devices whose calls take milliseconds. */
  static final long LONGEST_WAIT_NANOS = 1_000_000;

  /** The time after which threads that do not sync any more are forgotten. */
  static final long LATELY_NANOS = 100_000_000;

  /** The most calls that start at once after waits in vain. */
  static final int MOST_SKIPPED = 64;

  /**
   * The most that a call waits for. More are not back before half of a call's time is over, and
   * keep the device busy in two halves that take turns. With 64 virtual threads that write and
   * sync, waiting for all of them takes 0.8 of the throughput, and with 64 platform threads it
   * makes no difference.
   */
  static final int MOST_EXPECTED = 32;

  /** The number that is likely to need the next call soon. */
  private int around;

  /** The number that the next call waits for; 0 if it starts at once. */
  private int expected;

  /** How many of them were there when the latest call ended. */
  private int present;

  private long waitUntilNanos;
  private long begunNanos;

  /** The time of a call: an average of the latest ones. */
  private long callNanos;

  /** The number of calls that start at once, and the number after the next wait in vain. */
  private int skipped;

  private int nextSkipped = 1;

  /** Creates an object that expects nobody. */
  public SyncCompany() {}

  /** {@return whether a call for {@code count} may start} */
  public boolean mayStart(int count, long nowNanos) {
    return count >= expected || nowNanos - waitUntilNanos >= 0;
  }

  /** {@return the end of the wait} It has a meaning only if {@link #mayStart} was false. */
  public long waitUntilNanos() {
    return waitUntilNanos;
  }

  /** {@return whether more than one are likely to need the next call soon} */
  public boolean isExpected(long nowNanos) {
    return around > 1 && nowNanos - waitUntilNanos < 0;
  }

  /** {@return whether more threads have synced lately than a call waits for} */
  public boolean isCrowded(long nowNanos) {
    return areAround(MOST_EXPECTED + 1, nowNanos);
  }

  /** {@return whether at least {@code count} threads have synced lately} */
  public boolean areAround(int count, long nowNanos) {
    return around >= count && nowNanos - waitUntilNanos < LATELY_NANOS;
  }

  /** Notes that a call for {@code count} begins. */
  public void begins(int count, long nowNanos) {
    if (expected > present) {
      learn(count);
    }
    begunNanos = nowNanos;
  }

  private void learn(int count) {
    // A thread that ends must not stop the others from meeting.
    boolean paid = 2 * (count - present) >= expected - present;
    if (paid) {
      nextSkipped = 1;
    } else {
      skipped = nextSkipped;
      nextSkipped = Math.min(2 * nextSkipped, MOST_SKIPPED);
    }
  }

  /**
   * Notes that the call has ended.
   *
   * @param served the number that it was for
   * @param waiting the number that have come meanwhile
   */
  public void ended(int served, int waiting, long nowNanos) {
    long nanos = nowNanos - begunNanos;
    callNanos = callNanos == 0 ? nanos : (3 * callNanos + nanos) / 4;
    present = waiting;
    expected = 0;
    around = callNanos < SHORTEST_CALL_NANOS ? 0 : served + waiting;
    waitUntilNanos = nowNanos + Math.min(callNanos / 2, LONGEST_WAIT_NANOS);
    if (around < 2 || around > MOST_EXPECTED) {
      return;
    }
    if (skipped > 0) {
      skipped--;
      return;
    }
    expected = around;
  }
}
