// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

/**
 * One sync or durable write that is announced to the calls beside it, from before it is issued to
 * its end. The order is the same for every kind of caller:
 *
 * <ol>
 *   <li>announce the call, and then issue it
 *   <li>if it failed, record the failure, and then {@link #close} it
 *   <li>if it succeeded, end it with {@link #succeeded} or {@link #succeededAndAwait}, and then ask
 *       whether a failure was recorded meanwhile
 * </ol>
 *
 * <p>A call that is closed before it succeeded counts as failed. So a try statement closes it on
 * every way out. Only one thread at a time may use it.
 */
public final class AnnouncedCall implements AutoCloseable {
  private static final long NONE = -1;

  private final DurableCalls calls;
  private final boolean sync;
  private long number = NONE;

  /**
   * Creates a call that is not announced yet.
   *
   * @param calls the calls of the file
   * @param sync true for a sync, false for a durable write
   */
  public AnnouncedCall(DurableCalls calls, boolean sync) {
    this.calls = calls;
    this.sync = sync;
  }

  /** {@return a new call, announced} It takes the same parameters as the constructor. */
  public static AnnouncedCall begin(DurableCalls calls, boolean sync) {
    AnnouncedCall call = new AnnouncedCall(calls, sync);
    call.begin();
    return call;
  }

  /** Announces the call. Call it once, before the call is issued. */
  public void begin() {
    number = calls.begin(sync);
  }

  /**
   * Ends the call as succeeded. If this throws because memory is short, the call has ended all the
   * same, and {@code whenBelieved} will not be run.
   *
   * @param whenBelieved as for {@link DurableCalls#endSucceeded}
   * @return whether the success can be believed at once
   */
  public boolean succeeded(Runnable whenBelieved) {
    return calls.endSucceeded(taken(), sync, whenBelieved);
  }

  /** Ends the call as succeeded, and waits until that can be believed. An interrupt is kept. */
  public void succeededAndAwait() {
    calls.endSucceededAndAwait(taken(), sync);
  }

  /**
   * Ends the call if it has not ended: it failed and the failure is recorded, or its result will
   * never be known. Allocates nothing. A second call has no effect.
   */
  @Override
  public void close() {
    long begun = taken();
    if (begun != NONE) {
      calls.end(begun, sync);
    }
  }

  private long taken() {
    long begun = number;
    number = NONE;
    return begun;
  }
}
