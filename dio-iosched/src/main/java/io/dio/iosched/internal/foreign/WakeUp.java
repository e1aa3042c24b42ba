// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.SystemCall;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An eventfd that any thread signals and the ring reads (see eventfd(2)).
 *
 * <p>A submitter that must send a signal may be delayed before it writes. If the descriptor were
 * closed meanwhile, its number could belong to a data file, and the signal would be written into
 * that file. So signals in progress are counted, and closing waits for them. A later signal sees
 * the flag and does nothing.
 */
public final class WakeUp {
  private static final int EFD_CLOEXEC = 0x80000;

  private static final SystemCall EVENTFD = SystemCall.returningInt("eventfd");
  private static final SystemCall WRITE = SystemCall.returningLong("write");
  private static final SystemCall CLOSE = SystemCall.returningInt("close");

  /**
   * The address of the value 1, which each signal adds. It is never freed, because signals can
   * outlive every scheduler.
   */
  private static long one;

  /**
   * The value that {@link #close} adds to {@link #signalling}. It is larger than any number of
   * threads.
   */
  private static final int CLOSED = 1 << 30;

  /** Longer than a write to an eventfd takes. */
  private static final long SIGNAL_NANOS = 10_000;

  private final int descriptor;
  private final long increment;
  private final AtomicInteger signalling = new AtomicInteger();
  private final AtomicLong signals = new AtomicLong();

  private WakeUp(int descriptor, long increment) {
    this.descriptor = descriptor;
    this.increment = increment;
  }

  /**
   * {@return the address of the value 1} It is allocated at the first use, because a static
   * initialiser cannot try again.
   */
  private static synchronized long increment() {
    if (one == 0) {
      one = Arena.global().allocateFrom(JAVA_LONG, 1).address();
    }
    return one;
  }

  public static WakeUp create() throws ErrnoException {
    long increment = increment();
    int descriptor = eventfd();
    if (descriptor < 0) {
      throw new ErrnoException("eventfd", -descriptor, "flags=EFD_CLOEXEC");
    }
    boolean created = false;
    try {
      WakeUp wakeUp = new WakeUp(descriptor, increment);
      created = true;
      return wakeUp;
    } finally {
      if (!created) {
        close(descriptor);
      }
    }
  }

  /**
   * {@return the number of signals sent so far, each of which is one system call} Any thread may
   * call it.
   */
  public long signalCount() {
    return signals.get();
  }

  public int descriptor() {
    return descriptor;
  }

  /** Sends a signal. Any thread may call it at any time. */
  public void signal() {
    try {
      if (signalling.getAndIncrement() < CLOSED) {
        write();
      }
    } finally {
      signalling.decrementAndGet();
    }
  }

  private void write() {
    long result;
    do {
      try {
        result = WRITE.call(descriptor, increment, Long.BYTES);
      } catch (OutOfMemoryError e) {
        // The first native call of a thread needs memory. The signal must be sent, because
        // otherwise work is never taken. This code must not even use a class that is not loaded
        // yet.
        LockSupport.parkNanos(SIGNAL_NANOS);
        result = -Errno.EINTR;
      }
    } while (result == -Errno.EINTR);
    signals.getAndIncrement();
    assert result == Long.BYTES : "write(eventfd): " + result;
  }

  /**
   * Closes the eventfd. It is called once, and again if it threw. It waits for the signals in
   * progress, which end within a few instructions.
   */
  public void close() {
    if (signalling.get() < CLOSED) { // otherwise an earlier attempt has done this
      signalling.getAndAdd(CLOSED);
    }
    while (signalling.get() != CLOSED) {
      LockSupport.parkNanos(this, SIGNAL_NANOS);
    }
    close(descriptor);
  }

  private static void close(int descriptor) {
    int result = (int) CLOSE.call(descriptor);
    assert result == 0 : "close(eventfd): " + result;
  }

  private static int eventfd() {
    return (int) EVENTFD.call(0, EFD_CLOEXEC);
  }
}
