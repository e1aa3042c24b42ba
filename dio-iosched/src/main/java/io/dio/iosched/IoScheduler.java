// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.iosched.internal.door.Door;
import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Schedules operations on files and hands out a {@link Ticket} for each.
 *
 * <p><b>Ordering.</b> Separate submissions are unordered, whatever file they are on: a write and a
 * sync submitted after it may run in either order. What must follow is linked to it in a chain, or
 * submitted when its ticket is done. Some operations wait by themselves: {@link Op#drain} and
 * {@link Op#barrierSync} for the work that this scheduler accepted on the same file before them
 * (the sync for writes only), {@link Op#openInto} and {@link Op#close} for the work on their slot,
 * and work on a slot for the whole chain of an opening accepted before it.
 *
 * <p><b>Short transfers and errors.</b> A read returns less than was asked only at the end of the
 * file. If the kernel stops earlier, the scheduler asks for the rest, and if that fails, the read
 * fails. A short write fails its ticket with {@link ShortTransferException}. An interrupted system
 * call (EINTR) is repeated. Nothing else is retried. An operation that the kernel could start no
 * thread for fails with EAGAIN: it was not begun.
 *
 * <p><b>Files.</b> A file is held from submission to completion: {@link DioFile#close} waits for
 * its operations. A sync or durable write that fails poisons its file or slot, unless the error
 * says that it was not tried; {@link DioFile} lists those errors. Later syncs and durable writes
 * fail with that first error, unissued.
 *
 * <p><b>Threads.</b> Schedulers are thread-safe. With {@link Backend#URING}, submitting never
 * blocks, unless {@link SchedulerOptions#withMaxInFlight} says so, and waiting does not pin a
 * virtual thread's carrier; so with {@link Backend#POSIX_WORKERS}. What a small read asks for and
 * the page cache has, the submitting thread copies itself, see {@link
 * SchedulerOptions#withInlineReads}: its ticket is done on return. With {@link
 * Backend#POSIX_INLINE} the submitting thread makes the call itself, and a virtual thread pins its
 * carrier meanwhile.
 *
 * <p>The interface is open on purpose: programs wrap it to inject faults in tests.
 */
public interface IoScheduler extends AutoCloseable {

  /** {@return as {@link #open(SchedulerOptions)} with {@link SchedulerOptions#defaults}} */
  static IoScheduler open() {
    return open(SchedulerOptions.defaults());
  }

  /**
   * {@return a scheduler over io_uring, or, where that cannot be had, over POSIX calls of {@link
   * SchedulerOptions#withWorkers worker threads}} {@link #fallbackReason} tells why it fell back.
   *
   * @param options how to set it up
   * @throws IllegalArgumentException if there are more file slots than the process may have files
   * @throws IoUringUnavailableException if slabs must be registered and there is no ring
   * @throws UnsupportedOperationException if slabs cannot be registered and must be
   */
  static IoScheduler open(SchedulerOptions options) {
    return Door.open(options);
  }

  /** {@return as {@link #posix(SchedulerOptions)} with {@link SchedulerOptions#defaults}} */
  static IoScheduler posix() {
    return posix(SchedulerOptions.defaults());
  }

  /**
   * {@return a scheduler over POSIX calls} Without {@linkplain SchedulerOptions#withWorkers
   * workers}, {@code submit} makes the blocking call itself and returns a ticket that is done.
   *
   * @param options how to set it up
   * @throws IllegalArgumentException as {@link #open(SchedulerOptions)}, or for a priority without
   *     workers
   * @throws UnsupportedOperationException as {@link #open(SchedulerOptions)}, or if the priority is
   *     refused
   */
  static IoScheduler posix(SchedulerOptions options) {
    return Door.posix(options);
  }

  /** {@return as {@link #uring(SchedulerOptions)} with {@link SchedulerOptions#defaults}} */
  static IoScheduler uring() {
    return uring(SchedulerOptions.defaults());
  }

  /**
   * {@return a scheduler over io_uring}
   *
   * @param options how to set it up
   * @throws IllegalArgumentException as {@link #open(SchedulerOptions)}
   * @throws IoUringUnavailableException if io_uring cannot be had; it tells the cause of this
   *     attempt and a remedy
   * @throws UnsupportedOperationException as {@link #open(SchedulerOptions)}
   */
  static IoScheduler uring(SchedulerOptions options) {
    return Door.uring(options);
  }

  /**
   * Accepts an operation or chain for execution.
   *
   * @param op what to do
   * @return its ticket; an operation that fails is reported there
   * @throws IllegalArgumentException if a chain is longer than the ring is deep, if {@link
   *     SchedulerOptions#withMaxInFlight} is less than its operations, or if a slot is another
   *     scheduler's
   * @throws IllegalStateException if the scheduler is closed or died, a file or slot is closed or
   *     being closed, or memory was released; then nothing was accepted
   */
  Ticket submit(Op op);

  /**
   * Accepts several operations and chains in one step, all or none. They are as unordered as if
   * each were submitted by itself.
   *
   * @param ops what to do
   * @return their tickets, in the order of {@code ops}
   * @throws IllegalArgumentException as {@link #submit}
   * @throws IllegalStateException as {@link #submit}; then none was accepted
   * @implSpec submits one after the other, so that one which is refused leaves those before it
   *     accepted; dio's own schedulers accept all or none
   */
  default List<Ticket> submitAll(List<Op> ops) {
    List<Ticket> tickets = new ArrayList<>(ops.size());
    for (Op op : List.copyOf(ops)) {
      tickets.add(submit(op));
    }
    return List.copyOf(tickets);
  }

  /**
   * {@return a new, empty batch of reads and writes that is submitted to this scheduler}
   *
   * @param capacity the operations that fit, at least 1
   * @implSpec makes a batch over {@link #submitAll}; those of dio's own schedulers allocate nothing
   *     in use
   */
  default IoBatch newBatch(int capacity) {
    return Door.batchOver(this, capacity);
  }

  /**
   * {@return the table of {@linkplain SchedulerOptions#withFileSlots file slots}}
   *
   * @implSpec there are none
   */
  default List<FileSlot> fileSlots() {
    return List.of();
  }

  /**
   * {@return what became of the {@linkplain SchedulerOptions#withSlabs slabs} of this scheduler}
   *
   * @implSpec there are none
   */
  default Registration registration() {
    return Registration.none();
  }

  /**
   * {@return what the kernel refused this scheduler, which works without it: what that means, and
   * the call with its error} Such as the limit of {@link SchedulerOptions#withMaxKernelWorkers}, or
   * {@linkplain SchedulerOptions#withInlineReads inline reads}.
   *
   * @implSpec there is nothing
   */
  default List<String> kernelRefusals() {
    return List.of();
  }

  /**
   * Reads and waits for it: as {@code submit(Op.read(file, target, fileOffset)).await()}, by the
   * faster way. A platform thread makes a plain pread(2), which beats any hand-off for one read at
   * a time; a virtual thread goes through the ring, so that it parks instead of pinning its
   * carrier.
   *
   * @param file open for reading
   * @param target as for {@link Op#read(DioFile, MemorySegment, long)}
   * @param fileOffset in bytes from the start of the file
   * @return the bytes read; fewer than asked for, or 0, at the end of the file
   * @throws IOException if the read failed
   * @throws IllegalStateException as {@link #submit}; also if called on a thread that completes
   *     operations, in a callback on a direct executor, which it would hold up
   */
  long read(DioFile file, MemorySegment target, long fileOffset) throws IOException;

  /**
   * Writes and waits for it: as {@code submit(Op.write(file, source, fileOffset)).await()}, by the
   * faster way, as {@link #read} does.
   *
   * @param file open for writing
   * @param source as for {@link Op#write(DioFile, MemorySegment, long)}
   * @param fileOffset in bytes from the start of the file
   * @return the bytes written: all of {@code source}
   * @throws ShortTransferException if fewer were written
   * @throws IOException if the write failed
   * @throws IllegalStateException as {@link #submit}; also if called on a thread that completes
   *     operations, in a callback on a direct executor, which it would hold up
   */
  long write(DioFile file, MemorySegment source, long fileOffset) throws IOException;

  /** {@return what this scheduler did so far} Never blocks. */
  SchedulerStats stats();

  /** {@return how this scheduler reaches the kernel} */
  Backend backend();

  /** {@return why this scheduler is not over io_uring, if {@link #open} had to fall back} */
  Optional<String> fallbackReason();

  /**
   * Refuses new work, executes everything accepted, and returns when all of it completed, however
   * long that takes: no memory is given up while the kernel may use it. An interrupt does not end
   * the wait; the flag is restored. Idempotent, and safe against racing submits: each is executed
   * or refused.
   *
   * @throws IllegalStateException if called on a thread that completes operations, in a callback on
   *     a direct executor: it would wait for itself
   */
  @Override
  void close();

  /**
   * As {@link #close}, but what has not begun is not begun any more: it fails with ECANCELED, and
   * the kernel is asked to cancel what it has. It still waits for all of it.
   *
   * @throws IllegalStateException as {@link #close}
   * @implSpec closes
   */
  default void closeNow() {
    close();
  }
}
