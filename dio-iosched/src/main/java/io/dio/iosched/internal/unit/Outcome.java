// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.Errno;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.RequestText;
import io.dio.sys.ShortTransferException;
import java.io.IOException;

/**
 * The result of one request. It is the kernel's result (a count or a negative errno), or a code of
 * dio that the kernel never returns: a negative number below every errno.
 */
public final class Outcome {
  public static final int SCHEDULER_DIED = Integer.MIN_VALUE;
  public static final int MEMORY_CLOSED = Integer.MIN_VALUE + 1;
  public static final int FILE_POISONED = Integer.MIN_VALUE + 2;

  /** The kernel could not start the thread that the request needs. */
  static final int NO_KERNEL_THREAD = Integer.MIN_VALUE + 3;

  private Outcome() {}

  /**
   * {@return the meaning of a ring's result if no caller and no earlier operation of the chain
   * cancelled the request}
   *
   * <p>The kernel cancels such a request for only one reason: it needs a thread for it, as for a
   * sync, and can start none.
   */
  public static int withoutCancel(int result) {
    return result == -Errno.ECANCELED ? NO_KERNEL_THREAD : result;
  }

  /**
   * {@return whether {@code result} says that the call was interrupted and had no effect} A close
   * has its effect all the same: made again, it would find the slot empty.
   */
  static boolean isInterrupted(Request request, int result) {
    return result == -Errno.EINTR && request.verb != Verb.CLOSE;
  }

  /**
   * Ends a request that the kernel is done with: judges the result, gives back memory and file.
   * {@return what is to be published}
   */
  public static int settle(Request request, SchedulerContext context, int kernelResult) {
    int result = judge(request, context, kernelResult);
    release(request, context);
    return result;
  }

  /**
   * Judges the result of a request that the kernel has completed. {@link #release} must follow.
   * {@return the result to publish}
   */
  public static int judge(Request request, SchedulerContext context, int kernelResult) {
    int result = kernelResult;
    if (kernelResult < 0) {
      // The failure may be recorded already. It is recorded again, because an opening of the
      // same chain that was settled before this has cleared the record of its slot.
      request.recordDurabilityFailure(-kernelResult);
    }
    if (!RequestHolds.isMemoryAlive(request)) {
      context.reportClosedMemory(request);
      result = MEMORY_CLOSED;
    } else if (kernelResult >= 0 && request.poisoned() != null) {
      // Another sync failed meanwhile, and the kernel reported the lost data only to that one.
      result = FILE_POISONED;
    }
    if (kernelResult >= 0 && request.verb == Verb.OPEN_INTO) {
      request.slot.opened(request.opening.writesDurably());
      request.slot.contains(request.opening);
    }
    if (request.verb == Verb.CLOSE && kernelResult != -Errno.ECANCELED) {
      request.slot.contains(null);
    }
    return result;
  }

  /** {@return the result of a request that must not be issued; 0 if it may be issued} */
  public static int refusal(Request request) {
    return request.poisoned() == null ? 0 : FILE_POISONED;
  }

  /** Ends a request that was never issued. {@return {@code result}} */
  public static int unissued(Request request, SchedulerContext context, int result) {
    release(request, context);
    return result;
  }

  /** The owner of the memory may throw at the release; other operations must not be affected. */
  public static void release(Request request, SchedulerContext context) {
    try {
      RequestHolds.release(request);
    } catch (
        Throwable e) { // Throwable, because code in other languages can throw undeclared exceptions
      context.reportFailedRelease(request, e);
    }
  }

  /** {@return a new exception for {@code result}; null if it is a success} */
  static IOException failure(Request request, SchedulerContext context, int result) {
    if (result >= 0) {
      return request.verb.isWrite() && result < request.byteSize
          ? new ShortTransferException(request.describe(), request.byteSize, result)
          : null;
    }
    return switch (result) {
      case SCHEDULER_DIED -> context.deathOf(request);
      case MEMORY_CLOSED ->
          new IOException(
              request.describe()
                  + ": the arena of its memory was closed while the kernel was using it");
      case FILE_POISONED -> poisoned(request);
      case NO_KERNEL_THREAD -> RequestText.noKernelThread(request);
      default -> RequestText.failure(request, -result);
    };
  }

  /** {@return as {@link #failure}, of a durable write whose bytes were written before a sync} */
  static IOException syncFailure(Request write, SchedulerContext context, int result) {
    if (result == NO_KERNEL_THREAD) {
      return RequestText.noThreadForSync(write);
    }
    // The codes of dio are below every errno.
    boolean ofTheCall = result < 0 && result > NO_KERNEL_THREAD && result != -Errno.ECANCELED;
    return ofTheCall ? RequestText.syncFailure(write, -result) : failure(write, context, result);
  }

  private static IOException poisoned(Request request) {
    IOException failure = request.poisoned();
    // A slot loses its failure together with its file. The ticket must keep it.
    return failure != null ? failure : RequestText.failure(request, Errno.EIO);
  }

  public static String describe(int result) {
    if (result >= 0) {
      return result + " bytes";
    }
    return switch (result) {
      case SCHEDULER_DIED -> "scheduler died";
      case MEMORY_CLOSED -> "memory closed";
      case FILE_POISONED -> "file poisoned";
      case NO_KERNEL_THREAD -> "no thread of the kernel's";
      default -> Errno.name(-result);
    };
  }
}
