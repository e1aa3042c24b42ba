// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Schedules operations on files and hands out a {@link Ticket} for each.
 *
 * <p><b>Ordering.</b> Separate submissions are unordered, whatever file they are on: a write and a
 * sync submitted after it may run in either order. What must follow is submitted after the ticket
 * of what it follows is done. {@link Op#drain} alone waits, for the work that this scheduler
 * accepted on the same file before it.
 *
 * <p><b>Short transfers and errors.</b> A read may be short; a short write fails its ticket with
 * {@link ShortTransferException}. An interrupted system call (EINTR) is repeated. Nothing else is
 * retried.
 *
 * <p><b>Files.</b> A file is held from submission to completion: {@link DioFile#close} waits for
 * its operations. A sync that fails with EIO, ENOSPC or EDQUOT poisons its file; later syncs of it
 * fail with that first error, unissued.
 *
 * <p><b>Threads.</b> Schedulers are thread-safe. With {@link Backend#URING}, submitting never
 * blocks and waiting does not pin a virtual thread's carrier; with {@link Backend#POSIX_INLINE} the
 * submitting thread makes the call itself, and a virtual thread pins its carrier meanwhile.
 *
 * <p>The interface is open on purpose: programs wrap it to inject faults in tests.
 */
public interface IoScheduler extends AutoCloseable {

  /** {@return as {@link #open(SchedulerOptions)} with {@link SchedulerOptions#defaults}} */
  static IoScheduler open() {
    return open(SchedulerOptions.defaults());
  }

  /**
   * {@return a scheduler over io_uring, or, where that cannot be had, over POSIX calls on the
   * submitting thread} {@link #fallbackReason} tells why it fell back.
   *
   * @param options how to set it up
   */
  static IoScheduler open(SchedulerOptions options) {
    return Schedulers.open(options);
  }

  /** {@return as {@link #posix(SchedulerOptions)} with {@link SchedulerOptions#defaults}} */
  static IoScheduler posix() {
    return posix(SchedulerOptions.defaults());
  }

  /**
   * {@return a scheduler whose {@code submit} makes the blocking call itself and returns a ticket
   * that is done}
   *
   * @param options how to set it up
   */
  static IoScheduler posix(SchedulerOptions options) {
    return Schedulers.posix(options);
  }

  /** {@return as {@link #uring(SchedulerOptions)} with {@link SchedulerOptions#defaults}} */
  static IoScheduler uring() {
    return uring(SchedulerOptions.defaults());
  }

  /**
   * {@return a scheduler over io_uring}
   *
   * @param options how to set it up
   * @throws UnsupportedOperationException if io_uring cannot be had; the message names the cause
   *     and a remedy, as {@link IoUring#unavailabilityCause} does
   */
  static IoScheduler uring(SchedulerOptions options) {
    return Schedulers.uring(options);
  }

  /**
   * Accepts an operation for execution.
   *
   * @param op what to do
   * @return its ticket; an operation that fails is reported there
   * @throws IllegalStateException if the scheduler is closed or died, the file is closed, or the
   *     memory was released; then nothing was accepted
   */
  Ticket submit(Op op);

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
}
