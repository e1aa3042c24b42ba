// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.Degradation;
import io.dio.iosched.internal.door.Door;
import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Executes operations on files asynchronously and returns a {@link Ticket} for each.
 *
 * {@snippet :
 * try (MmapPool pool = new MmapPool("pages", 4096, 64);
 *     IoScheduler scheduler = IoScheduler.open();
 *     DioFile file = DioFile.open(path, READ);
 *     MmapBuffer first = pool.acquire();
 *     MmapBuffer second = pool.acquire()) {
 *   // Both reads are in progress at the same time.
 *   List<Ticket> tickets =
 *       scheduler.submitAll(List.of(Op.read(file, first, 0), Op.read(file, second, 4096)));
 *   for (Ticket ticket : tickets) {
 *     long bytesRead = ticket.await();
 *   }
 * }
 * }
 *
 * <p><b>Ordering.</b> Separate submissions have no order, even on the same file: a write and a sync
 * that is submitted after it may run in either order. To make one operation follow another, link
 * both in a chain, or submit the second when the ticket of the first is done. Some operations wait
 * by themselves:
 *
 * <ul>
 *   <li>{@link Op#drain} waits for all operations that this scheduler accepted earlier for the same
 *       file.
 *   <li>{@link Op#barrierSync} waits for the writes among them.
 *   <li>{@link Op#openInto} and {@link Op#close} wait for the operations accepted earlier for their
 *       slot.
 *   <li>An operation on a slot waits for an opening of that slot accepted earlier, and for the
 *       whole chain that the opening belongs to.
 * </ul>
 *
 * <p><b>Short transfers and errors.</b> A read returns fewer bytes than requested only at the end
 * of the file. If the kernel stops earlier, the scheduler reads the rest; if that fails, the read
 * fails. A short write fails its ticket with {@link ShortTransferException}. If a signal interrupts
 * a system call (EINTR), the call is repeated. Nothing else is retried. If the kernel cannot start
 * a thread that an operation needs, the operation fails with EAGAIN and was not started.
 *
 * <p><b>Files.</b> Each operation holds its file from submission to completion: {@link
 * DioFile#close} waits for the file's operations. If a sync or durable write fails, its file or
 * slot is poisoned: later syncs and durable writes fail with the same error and are not issued. An
 * error which says that the call was not tried does not poison; {@link DioFile} lists these errors.
 *
 * <p><b>Threads.</b> Schedulers are thread-safe. With {@link Backend#URING} and {@link
 * Backend#POSIX_WORKERS}, {@code submit} does not block, unless {@link
 * SchedulerOptions#withMaxInFlight} sets a limit. A virtual thread that waits for a ticket does not
 * pin its carrier, except that it may make a buffered write or a sync itself, as {@link #submit}
 * says. The submitting thread serves small reads itself if the page cache has the bytes; most of
 * their tickets are done when {@code submit} returns (see {@link
 * SchedulerOptions#withInlineReads}). With {@link Backend#POSIX_INLINE} the submitting thread makes
 * each call itself. A virtual thread pins its carrier during that call.
 *
 * <p><b>Wrapping.</b> The interface is not sealed, so that tests can wrap a scheduler to inject
 * faults. An {@link Op} tells what it does. A {@link CompletableTicket} ends as the wrapper
 * decides. {@link DioFile#poison} and {@link FileSlot#poison} make a file behave as after a sync
 * that really failed. The module {@code io.dio.testing} has a wrapper with rules, and a disk that
 * loses power. This wrapper fails one sync that is not part of a chain:
 *
 * {@snippet :
 * final class FailingSyncs implements IoScheduler {
 *   private final IoScheduler wrapped;
 *   private final AtomicBoolean failNext = new AtomicBoolean();
 *
 *   FailingSyncs(IoScheduler wrapped) {
 *     this.wrapped = wrapped;
 *   }
 *
 *   void failNextSync() {
 *     failNext.set(true);
 *   }
 *
 *   @Override
 *   public Ticket submit(Op op) {
 *     boolean sync = op.verb().isSync() && op.steps().size() == 1;
 *     if (!sync || !failNext.getAndSet(false)) {
 *       return wrapped.submit(op);
 *     }
 *     ErrnoException failure = new ErrnoException(op.verb().call(), Errno.EIO, op.toString());
 *     op.file().ifPresent(file -> file.poison(failure));
 *     op.slot().ifPresent(slot -> slot.poison(failure));
 *     return CompletableTicket.failed(failure);
 *   }
 *
 *   @Override
 *   public long read(DioFile file, MemorySegment target, long fileOffset) throws IOException {
 *     return wrapped.read(file, target, fileOffset);
 *   }
 *
 *   @Override
 *   public long write(DioFile file, MemorySegment source, long fileOffset) throws IOException {
 *     return wrapped.write(file, source, fileOffset);
 *   }
 *
 *   @Override
 *   public List<FileSlot> fileSlots() {
 *     return wrapped.fileSlots();
 *   }
 *
 *   @Override
 *   public List<Degradation> degradations() {
 *     return wrapped.degradations();
 *   }
 *
 *   @Override
 *   public SchedulerStats stats() {
 *     return wrapped.stats();
 *   }
 *
 *   @Override
 *   public Backend backend() {
 *     return wrapped.backend();
 *   }
 *
 *   @Override
 *   public void close() {
 *     wrapped.close();
 *   }
 * }
 * }
 *
 * @since 0.1.0
 */
public interface IoScheduler extends AutoCloseable {

  /** {@return a scheduler with default options, as from {@link #open(SchedulerOptions)}} */
  static IoScheduler open() {
    return open(SchedulerOptions.defaults());
  }

  /**
   * {@return a scheduler that uses io_uring if it is available, and POSIX calls on {@linkplain
   * SchedulerOptions#withWorkers worker threads} otherwise} {@link #fallbackReason} gives the
   * reason for the fallback.
   *
   * @param options the settings of the scheduler
   * @throws IllegalArgumentException if there are more file slots than the process may have open
   *     files
   * @throws IoUringUnavailableException if registration of memory is required and io_uring is not
   *     available
   * @throws UnsupportedOperationException if registration of memory is required and fails
   */
  static IoScheduler open(SchedulerOptions options) {
    return Door.open(options);
  }

  /** {@return a POSIX scheduler with default options, as from {@link #posix(SchedulerOptions)}} */
  static IoScheduler posix() {
    return posix(SchedulerOptions.defaults());
  }

  /**
   * {@return a scheduler that uses POSIX calls} With {@linkplain SchedulerOptions#withWorkers
   * workers}, worker threads make the blocking calls. Without them, {@code submit} makes the call
   * itself and returns a ticket that is done.
   *
   * @param options the settings of the scheduler
   * @throws IllegalArgumentException as {@link #open(SchedulerOptions)}; also if a priority is set
   *     and there are no workers
   * @throws UnsupportedOperationException as {@link #open(SchedulerOptions)}; also if the kernel
   *     refuses the priority
   */
  static IoScheduler posix(SchedulerOptions options) {
    return Door.posix(options);
  }

  /**
   * {@return an io_uring scheduler with default options, as from {@link #uring(SchedulerOptions)}}
   */
  static IoScheduler uring() {
    return uring(SchedulerOptions.defaults());
  }

  /**
   * {@return a scheduler that uses io_uring}
   *
   * @param options the settings of the scheduler
   * @throws IllegalArgumentException as {@link #open(SchedulerOptions)}
   * @throws IoUringUnavailableException if io_uring is not available; the exception gives the cause
   *     of this attempt and a remedy
   * @throws UnsupportedOperationException as {@link #open(SchedulerOptions)}
   */
  static IoScheduler uring(SchedulerOptions options) {
    return Door.uring(options);
  }

  /**
   * Submits an operation or chain for execution.
   *
   * <p>If threads wait for each of their operations before they submit the next, the scheduler lets
   * them make single reads, writes and syncs themselves, in {@link Ticket#await()}. It does so
   * after 32 such operations in a row. A write and the {@link Op#barrierSync} behind it count as
   * one, if the thread waits for the barrier. From then on, an operation for which no thread waits
   * may start up to a millisecond after its submission. Many of these end this way of working until
   * a longer sequence has come. A scheduler with a {@linkplain SchedulerOptions#withIoPriority
   * priority} or with {@linkplain SchedulerOptions#withSqPoll SQPOLL} never works in this way.
   *
   * <p>Virtual threads do so with syncs and with writes of buffered files, except files that were
   * opened with DSYNC or SYNC. The write copies into the page cache and blocks the carrier
   * meanwhile, as a write of a {@link java.nio.channels.FileChannel} does; a kernel that throttles
   * writers can make that long. A sync blocks at most half of the carriers of the process. Other
   * syncs are made by threads of the scheduler.
   *
   * @param op the operation or chain
   * @return its ticket, which also reports the failure of an operation
   * @throws IllegalArgumentException if a chain has more operations than the ring depth or {@link
   *     SchedulerOptions#withMaxInFlight} allows, or if a slot belongs to another scheduler
   * @throws IllegalStateException if the scheduler is closed or has failed, if a file or slot is
   *     closed or being closed, or if memory was released; nothing was accepted in that case
   */
  Ticket submit(Op op);

  /**
   * Submits several operations and chains in one step: either all are accepted or none. They have
   * no order, as if each were submitted separately.
   *
   * @param ops the operations and chains
   * @return their tickets, in the order of {@code ops}
   * @throws IllegalArgumentException as {@link #submit}
   * @throws IllegalStateException as {@link #submit}; no operation was accepted in that case
   * @implSpec The default implementation submits the operations one after the other. If one is
   *     refused, those before it remain accepted. The schedulers of dio accept all or none.
   */
  default List<Ticket> submitAll(List<Op> ops) {
    List<Ticket> tickets = new ArrayList<>(ops.size());
    for (Op op : List.copyOf(ops)) {
      tickets.add(submit(op));
    }
    return List.copyOf(tickets);
  }

  /**
   * {@return a new, empty batch of reads and writes for this scheduler}
   *
   * @param capacity the largest number of operations in the batch, at least 1
   * @implSpec The default implementation returns a batch that calls {@link #submitAll}. The batches
   *     of dio's own schedulers allocate nothing after they are created.
   */
  default IoBatch newBatch(int capacity) {
    return Door.batchOver(this, capacity);
  }

  /**
   * {@return the {@linkplain SchedulerOptions#withFileSlots file slots} of this scheduler, by
   * index}
   *
   * @implSpec The default implementation returns an empty list.
   */
  default List<FileSlot> fileSlots() {
    return List.of();
  }

  /**
   * {@return whether the {@linkplain SchedulerOptions#withSlabs slabs} and {@linkplain
   * SchedulerOptions#withBufferPools buffer pools} of this scheduler are registered with the
   * kernel, and if not, why}
   *
   * @implSpec The default implementation reports that there are none.
   */
  default Registration registration() {
    return Registration.none();
  }

  /**
   * Reads and waits for the result. It does the same as {@code submit(Op.read(file, target,
   * fileOffset)).await()}, in the faster way for the calling thread. On a platform thread it calls
   * pread(2) directly, which is faster than a hand-off for one read at a time. On a virtual thread
   * the read goes to the ring or to a worker thread, so that the thread parks and does not pin its
   * carrier, or the thread makes the read itself through a {@link java.nio.channels.FileChannel},
   * for which the JDK adds a carrier. It does the latter if the file is direct, the scheduler has
   * no {@linkplain SchedulerOptions#withIoPriority priority} of its own and no {@linkplain
   * SchedulerOptions#withSqPoll polling thread}, and address, length and offset are multiples of
   * the file system's block size. Over a ring, only a few threads do it. Then the following
   * applies:
   *
   * <ul>
   *   <li>The file takes one more descriptor from the first such read until it is closed. When that
   *       descriptor is closed, with the file or after an interrupt, the process loses its POSIX
   *       record locks on the file (fcntl(2)), such as those of {@link
   *       java.nio.channels.FileChannel#lock()}. So lock another file.
   *   <li>In the whole process at most 136 virtual threads read in this way at once, and at most
   *       three fifths of the carriers that the JDK can add are used. The other threads wait
   *       without a carrier. Over rings, threads read in this way while at most 24 read. While more
   *       do, the ring makes the reads.
   *   <li>An interrupt does not end the read and does not close the file. But the thread that calls
   *       {@link Thread#interrupt} waits until the reads of that file that are in progress end.
   * </ul>
   *
   * @param file open for reading
   * @param target as for {@link Op#read(DioFile, MemorySegment, long)}
   * @param fileOffset offset in the file, in bytes
   * @return the number of bytes read; fewer than requested, possibly 0, only at the end of the file
   * @throws IOException if the read failed
   * @throws IllegalStateException as {@link #submit}; also if called in a callback on a direct
   *     executor, because it would block the thread that completes operations
   */
  long read(DioFile file, MemorySegment target, long fileOffset) throws IOException;

  /**
   * Writes and waits for the result. It does the same as {@code submit(Op.write(file, source,
   * fileOffset)).await()}, in the faster way for the calling thread, as {@link #read} does.
   *
   * @param file open for writing
   * @param source as for {@link Op#write(DioFile, MemorySegment, long)}
   * @param fileOffset offset in the file, in bytes
   * @return the number of bytes written, which is the size of {@code source}
   * @throws ShortTransferException if fewer were written
   * @throws IOException if the write failed
   * @throws IllegalStateException as {@link #submit}; also if called in a callback on a direct
   *     executor, because it would block the thread that completes operations
   */
  long write(DioFile file, MemorySegment source, long fileOffset) throws IOException;

  /** {@return the counters of this scheduler since it was opened} Never blocks. */
  SchedulerStats stats();

  /** {@return the backend that executes the operations} */
  Backend backend();

  /**
   * {@return what was asked for when the scheduler was opened and not had; empty if nothing is
   * missing} The scheduler works without it. With {@link SchedulerOptions#withPolling} the list can
   * grow while the scheduler lives, because a device may refuse to be polled later.
   *
   * <p>{@link Degradation#what} of each is one of these; later versions may add others:
   *
   * <ul>
   *   <li>{@code "io_uring"}: {@link #open(SchedulerOptions)} uses worker threads instead. {@link
   *       IoUring#unavailabilityCause} tells the same in more kinds of causes.
   *   <li>{@code "registered memory"}: the {@linkplain SchedulerOptions#withSlabs slabs} and
   *       {@linkplain SchedulerOptions#withBufferPools buffer pools} are not registered with the
   *       kernel
   *   <li>{@code "inline reads"}: the host cannot tell what the page cache has (see {@link
   *       SchedulerOptions#withInlineReads})
   *   <li>{@code "the limit of kernel workers"}: the kernel's own limit is in force instead of
   *       {@link SchedulerOptions#withMaxKernelWorkers}
   *   <li>{@code "a worker thread of the kernel"}: the kernel could start none yet for syncs and
   *       other operations that may block
   *   <li>{@code "a registered ring descriptor"}: each system call of the ring takes a little
   *       longer
   *   <li>{@code "truncations and changes of names by the ring"}: threads of the scheduler make
   *       these calls, and a file in a slot cannot be truncated
   *   <li>{@code "the ring flags ..."}, with their names: an older kernel does not know them
   *   <li>{@code "polling for completions"}: the kernel polls for none (see {@link
   *       SchedulerOptions#withPolling})
   *   <li>{@code "polling for the operations of ..."}, with a file: its device cannot be polled, so
   *       these operations go through the ordinary ring
   * </ul>
   */
  List<Degradation> degradations();

  /**
   * {@return the scheduler, what it uses, and its {@link #degradations}, as one paragraph for
   * people and logs}
   *
   * @implSpec The default implementation names the scheduler by {@link Object#toString}, and tells
   *     the backend and the degradations.
   */
  default String describe() {
    return Degradation.describe(this + " (" + backend() + ")", degradations());
  }

  /**
   * {@return the reason why {@link #open} could not use io_uring, with the remedy; empty if there
   * was no fallback}
   *
   * @implSpec The default implementation takes them from the {@link #degradations}.
   */
  default Optional<String> fallbackReason() {
    return degradations().stream()
        .filter(missing -> missing.what().equals(UnavailabilityCause.IO_URING))
        .map(missing -> missing.reason() + "; " + missing.remedy())
        .findFirst();
  }

  /**
   * Closes the scheduler: it refuses new work, executes all accepted operations, and returns when
   * they have completed. There is no time limit, because memory must not be released while the
   * kernel may use it. An interrupt does not end the wait; the interrupt flag is restored. Closing
   * twice has no effect. If another thread submits at the same time, its operation is either
   * executed or refused.
   *
   * @throws IllegalStateException if called in a callback on a direct executor, because the thread
   *     would wait for itself
   */
  @Override
  void close();

  /**
   * Closes the scheduler and cancels its operations. An operation that has not started fails with
   * ECANCELED and is never issued. The kernel is asked to cancel the operations that it already
   * has. Like {@link #close}, this method waits until all operations have completed.
   *
   * @throws IllegalStateException as {@link #close}
   * @implSpec The default implementation calls {@link #close}.
   */
  default void closeNow() {
    close();
  }
}
