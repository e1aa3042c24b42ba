// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.foreign.Errno;
import io.dio.sys.ShortTransferException;
import io.dio.sys.internal.FileAccess;
import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * One accepted operation: ticket, in-flight entry and link of the queues it passes through, in one
 * object, so that an operation costs one allocation beside its {@link Op}.
 */
final class Submission extends AbstractTicket {
  /** Results that no kernel gives: negative, and below every errno. */
  private static final int SCHEDULER_DIED = Integer.MIN_VALUE;

  private static final int MEMORY_CLOSED = Integer.MIN_VALUE + 1;
  private static final int FILE_POISONED = Integer.MIN_VALUE + 2;

  private static final FileAccess FILES = FileAccess.instance();

  /** The next of whichever queue this is in: the hand-off stack, then the coordinator's queue. */
  Submission next;

  /** Position in the coordinator's order of acceptance. */
  long acceptance;

  final Op op;
  private final SchedulerContext context;

  Submission(Op op, SchedulerContext context) {
    this.op = op;
    this.context = context;
  }

  /** {@return an object that stands for a state of a queue and is never run} */
  static Submission marker() {
    return new Submission(null, null);
  }

  /** {@return whether the operation must not promise durability: its file is poisoned} */
  boolean isRefusedByPoison() {
    return op.durable && FILES.poisoned(op.file, op.verb.call()) != null;
  }

  /**
   * Ends the operation once the kernel is done: judges the result, gives back memory and file.
   * {@return what is to be published}
   */
  int settle(int kernelResult) {
    int result = kernelResult;
    if (kernelResult < 0 && op.durable) {
      // Whatever else is wrong: the kernel reports lost data only once.
      FILES.recordDurabilityFailure(op.file, op.failure(-kernelResult));
    }
    if (!op.isMemoryAlive()) {
      context.reportClosedMemory(op);
      result = MEMORY_CLOSED;
    } else if (kernelResult >= 0 && isRefusedByPoison()) {
      // Another sync failed meanwhile, and the kernel told only that one about the lost data.
      result = FILE_POISONED;
    }
    releaseOperation();
    return result;
  }

  /** Settles and publishes: the first half of completing; {@link #wake} follows. */
  void finish(int kernelResult) {
    publish(settle(kernelResult));
  }

  /** The owner of the memory may object to the release; the other operations must not suffer. */
  private void releaseOperation() {
    try {
      op.release();
    } catch (RuntimeException | Error e) {
      context.reportFailedRelease(op, e);
    }
  }

  /** Ends an operation that {@link #isRefusedByPoison()}, unissued. {@return as {@link #settle}} */
  int settlePoisoned() {
    releaseOperation();
    return FILE_POISONED;
  }

  /** The scheduler died before the kernel saw the operation. */
  void abandonUnissued() {
    releaseOperation();
    publish(SCHEDULER_DIED);
  }

  /** The scheduler died while the kernel had the operation: its memory is never given back. */
  void abandonInFlight() {
    Quarantine.keepForever(op);
    op.releaseFile();
    publish(SCHEDULER_DIED);
  }

  boolean isShort(int result) {
    return op.verb.isTransfer() && result >= 0 && result < op.byteSize;
  }

  @Override
  IOException failure(int result) {
    if (result >= 0) {
      return op.verb.isWrite() && result < op.byteSize
          ? new ShortTransferException(op.toString(), op.byteSize, result)
          : null;
    }
    return switch (result) {
      case SCHEDULER_DIED -> context.deathOf(op);
      case MEMORY_CLOSED ->
          new IOException(
              op + ": the arena of its memory was closed while the kernel was using it");
      case FILE_POISONED -> FILES.poisoned(op.file, op.verb.call());
      default -> op.failure(-result);
    };
  }

  @Override
  Executor callbackExecutor() {
    return context.callbackExecutor();
  }

  @Override
  WaiterSpin waiterSpin() {
    return context.waiterSpin();
  }

  @Override
  public String toString() {
    return "Ticket[" + op + (isDone() ? ", " + describe(result()) : ", running") + "]";
  }

  private static String describe(int result) {
    if (result >= 0) {
      return result + " bytes";
    }
    return switch (result) {
      case SCHEDULER_DIED -> "scheduler died";
      case MEMORY_CLOSED -> "memory closed";
      case FILE_POISONED -> "file poisoned";
      default -> Errno.name(-result);
    };
  }
}
