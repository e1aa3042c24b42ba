// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.align.foreign.CompletionThread;
import io.dio.align.foreign.UninterruptibleWait;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoBatch;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.BatchMember;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A batch whose operation objects are created once and reused.
 *
 * <p>The operations have no waiters of their own, because an engine that is still looking for
 * waiters could find those of the next use. Instead, the engine counts down here as its last step
 * with each operation. The one waiting thread registers in {@link #waiter} and then reads the count
 * again. The thread that counts down to zero then looks for the waiter. If a wake-up comes late,
 * the waiter reads the count again and parks again.
 */
public final class MemberBatch implements IoBatch, UninterruptibleWait.Awaited {
  private static final VarHandle RUNNING;
  private static final VarHandle WAITER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      RUNNING = lookup.findVarHandle(MemberBatch.class, "running", int.class);
      WAITER = lookup.findVarHandle(MemberBatch.class, "waiter", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final IoScheduler scheduler;
  private final SchedulerContext context;
  private final Admission admission;
  private final Intake intake;
  private final BatchMember[] members;

  /** Made once, for all members. */
  private final Runnable atEnd = this::memberEnded;

  private int size;
  private boolean submitted;

  /** The number of members that are accepted and have not ended. */
  private int running;

  private Thread waiter;

  public MemberBatch(
      int capacity,
      IoScheduler scheduler,
      SchedulerContext context,
      Admission admission,
      Intake intake) {
    this.members = new BatchMember[TicketBatch.requireCapacity(capacity)];
    this.scheduler = scheduler;
    this.context = context;
    this.admission = admission;
    this.intake = intake;
    for (int i = 0; i < capacity; i++) {
      members[i] = new BatchMember(atEnd, context);
    }
  }

  // ---- filling ----

  @Override
  public int capacity() {
    return members.length;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int read(DioFile file, MemorySegment target, long fileOffset) {
    return add(Verb.READ, required(file), null, target, null, fileOffset);
  }

  @Override
  public int read(DioFile file, PooledMemory target, long fileOffset) {
    Objects.requireNonNull(target, "target");
    return add(Verb.READ, required(file), null, target.segment(), target, fileOffset);
  }

  @Override
  public int read(FileSlot slot, MemorySegment target, long fileOffset) {
    return add(Verb.READ, null, required(slot), target, null, fileOffset);
  }

  @Override
  public int read(FileSlot slot, PooledMemory target, long fileOffset) {
    Objects.requireNonNull(target, "target");
    return add(Verb.READ, null, required(slot), target.segment(), target, fileOffset);
  }

  @Override
  public int write(DioFile file, MemorySegment source, long fileOffset) {
    return add(Verb.WRITE, required(file), null, source, null, fileOffset);
  }

  @Override
  public int write(DioFile file, PooledMemory source, long fileOffset) {
    Objects.requireNonNull(source, "source");
    return add(Verb.WRITE, required(file), null, source.segment(), source, fileOffset);
  }

  @Override
  public int write(FileSlot slot, MemorySegment source, long fileOffset) {
    return add(Verb.WRITE, null, required(slot), source, null, fileOffset);
  }

  @Override
  public int write(FileSlot slot, PooledMemory source, long fileOffset) {
    Objects.requireNonNull(source, "source");
    return add(Verb.WRITE, null, required(slot), source.segment(), source, fileOffset);
  }

  private static DioFile required(DioFile file) {
    return Objects.requireNonNull(file, "file");
  }

  private static FileSlot required(FileSlot slot) {
    return Objects.requireNonNull(slot, "slot");
  }

  private int add(
      Verb verb,
      DioFile file,
      FileSlot slot,
      MemorySegment segment,
      PooledMemory pooled,
      long fileOffset) {
    requireNotInFlight();
    if (size == members.length) {
      throw new IllegalStateException("the batch is full: it has room for " + size);
    }
    if (members[size].isAbandoned()) {
      // Its scheduler died, and its operation is what keeps the memory that the kernel may use.
      members[size] = new BatchMember(atEnd, context);
    }
    members[size].op.become(verb, file, slot, segment, pooled, fileOffset);
    submitted = false;
    return size++;
  }

  @Override
  public void with(int index, TransferFlag flag) {
    addFlag(index, flag, false);
  }

  @Override
  public void preferring(int index, TransferFlag flag) {
    addFlag(index, flag, true);
  }

  private void addFlag(int index, TransferFlag flag, boolean droppable) {
    Objects.checkIndex(index, size);
    requireNotInFlight();
    members[index].op.add(flag, droppable);
    submitted = false;
  }

  @Override
  public void clear() {
    requireNotInFlight();
    for (int i = 0; i < size; i++) {
      if (!members[i].isAbandoned()) {
        members[i].op.forget();
      }
    }
    size = 0;
    submitted = false;
  }

  private void requireNotInFlight() {
    if (!isDone()) {
      throw new IllegalStateException("the batch is in flight: " + this);
    }
  }

  // ---- running ----

  @Override
  public void submit() {
    requireNotInFlight();
    if (size == 0) {
      submitted = true;
      return;
    }
    for (int i = 0; i < size; i++) {
      members[i].restart();
    }
    // A plain write is enough: the hand-over publishes it to the threads that count down.
    running = size;
    submitted = false;
    try {
      admission.admitAll(members, size, intake);
      submitted = true;
    } finally {
      if (!submitted) {
        running = 0;
      }
      Reference.reachabilityFence(scheduler);
    }
    intake.execute(members, size);
  }

  /** Counts down. Any thread calls it, once for each member, as its last step with the member. */
  void memberEnded() {
    if ((int) RUNNING.getAndAdd(this, -1) == 1) {
      Thread waiting = (Thread) WAITER.getVolatile(this);
      if (waiting != null) {
        LockSupport.unpark(waiting);
      }
    }
  }

  @Override
  public boolean isDone() {
    return (int) RUNNING.getAcquire(this) == 0;
  }

  @Override
  public long await() throws IOException {
    if (!isDone()) {
      awaitUninterruptibly();
    }
    requireEnded();
    long bytes = 0;
    IOException first = null;
    for (int i = 0; i < size; i++) {
      int result = members[i].result();
      bytes += Math.max(0, result);
      if (first == null && isFailure(members[i].op, result)) {
        first = members[i].failure(result);
      }
    }
    if (first != null) {
      throw first;
    }
    return bytes;
  }

  /** {@return whether {@code result} is a failure of {@code op}} It creates no exception. */
  private static boolean isFailure(Request op, int result) {
    return result < 0 || (op.verb.isWrite() && op.isShort(result));
  }

  private void awaitUninterruptibly() {
    CompletionThread.refuseBlocking("IoBatch.await()");
    if (context.waiterSpin().spinUntilDone(this)) {
      return;
    }
    WAITER.setVolatile(this, Thread.currentThread());
    UninterruptibleWait.park(this, this);
    WAITER.setVolatile(this, (Thread) null);
  }

  // ---- results ----

  @Override
  public long bytesTransferred(int index) {
    return Math.max(0, ended(index).result());
  }

  @Override
  public Optional<IOException> failure(int index) {
    BatchMember member = ended(index);
    return Optional.ofNullable(member.failure(member.result()));
  }

  private BatchMember ended(int index) {
    Objects.checkIndex(index, size);
    requireEnded();
    return members[index];
  }

  private void requireEnded() {
    requireNotInFlight();
    if (!submitted) {
      throw new IllegalStateException("the batch was not submitted: " + this);
    }
  }

  @Override
  public String toString() {
    return "IoBatch[" + size + " of " + members.length + " operations of " + scheduler + "]";
  }
}
