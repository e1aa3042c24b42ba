// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.ErrnoException;
import io.dio.align.foreign.Errno;
import io.dio.align.foreign.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An eventfd that any thread signals and the ring reads (see eventfd(2)).
 *
 * <p>A submitter that owes a signal may be delayed between winning the gate and writing. If the
 * descriptor were closed meanwhile, its number could belong to a data file by then, and the signal
 * would be written into that. So a signal in progress is counted, closing waits for it, and a
 * signal that comes later finds the flag and does nothing.
 */
public final class WakeUp {
  private static final int EFD_CLOEXEC = 0x80000;

  private static final MethodHandle EVENTFD =
      Native.systemCall("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle WRITE =
      Native.systemCall("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle CLOSE =
      Native.systemCall("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  /** Where a 1 is, which each signal adds. Never freed, since signals outlive every scheduler. */
  private static long one;

  /** Added to {@link #signalling} by {@link #close}; no number of threads reaches it. */
  private static final int CLOSED = 1 << 30;

  /** More than a write to an eventfd takes. */
  private static final long SIGNAL_NANOS = 10_000;

  private final int descriptor;
  private final long increment;
  private final AtomicInteger signalling = new AtomicInteger();
  private final AtomicLong signals = new AtomicLong();

  private WakeUp(int descriptor, long increment) {
    this.descriptor = descriptor;
    this.increment = increment;
  }

  /** {@return the address of {@link #one}} Late, since a static initialiser cannot try again. */
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

  /** {@return signals sent so far, each one system call} Any thread. */
  public long signalCount() {
    return signals.get();
  }

  public int descriptor() {
    return descriptor;
  }

  /** Any thread, at any time. */
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
        result = (long) WRITE.invokeExact(descriptor, increment, (long) Long.BYTES);
      } catch (OutOfMemoryError e) {
        // A thread's first call takes memory. The signal is owed: without it work is left lying.
        // Not even a class may be needed here that was not used before.
        LockSupport.parkNanos(SIGNAL_NANOS);
        result = -Errno.EINTR;
      } catch (Throwable t) {
        throw Native.unexpected(t);
      }
    } while (result == -Errno.EINTR);
    signals.getAndIncrement();
    assert result == Long.BYTES : "write(eventfd): " + result;
  }

  /**
   * Once, and again if it threw. Waits for the signals in progress, each a few instructions from
   * its end.
   */
  public void close() {
    if (signalling.get() < CLOSED) { // else an earlier attempt got that far
      signalling.getAndAdd(CLOSED);
    }
    while (signalling.get() != CLOSED) {
      LockSupport.parkNanos(this, SIGNAL_NANOS);
    }
    close(descriptor);
  }

  private static void close(int descriptor) {
    try {
      int result = (int) CLOSE.invokeExact(descriptor);
      assert result == 0 : "close(eventfd): " + result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  private static int eventfd() {
    try {
      return (int) EVENTFD.invokeExact(0, EFD_CLOEXEC);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
