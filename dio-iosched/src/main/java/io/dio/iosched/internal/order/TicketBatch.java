// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoBatch;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.iosched.TransferFlag;
import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A batch for any scheduler, for example for one that wraps another to inject faults. */
public final class TicketBatch implements IoBatch {
  private final IoScheduler scheduler;
  private final int capacity;
  private final List<Op> ops = new ArrayList<>();
  private List<Ticket> tickets = List.of();

  public TicketBatch(IoScheduler scheduler, int capacity) {
    this.scheduler = scheduler;
    this.capacity = requireCapacity(capacity);
  }

  static int requireCapacity(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity + " is not at least 1");
    }
    return capacity;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public int size() {
    return ops.size();
  }

  @Override
  public int read(DioFile file, MemorySegment target, long fileOffset) {
    return add(Op.read(file, target, fileOffset));
  }

  @Override
  public int read(DioFile file, PooledMemory target, long fileOffset) {
    return add(Op.read(file, target, fileOffset));
  }

  @Override
  public int read(FileSlot slot, MemorySegment target, long fileOffset) {
    return add(Op.read(slot, target, fileOffset));
  }

  @Override
  public int read(FileSlot slot, PooledMemory target, long fileOffset) {
    return add(Op.read(slot, target, fileOffset));
  }

  @Override
  public int write(DioFile file, MemorySegment source, long fileOffset) {
    return add(Op.write(file, source, fileOffset));
  }

  @Override
  public int write(DioFile file, PooledMemory source, long fileOffset) {
    return add(Op.write(file, source, fileOffset));
  }

  @Override
  public int write(FileSlot slot, MemorySegment source, long fileOffset) {
    return add(Op.write(slot, source, fileOffset));
  }

  @Override
  public int write(FileSlot slot, PooledMemory source, long fileOffset) {
    return add(Op.write(slot, source, fileOffset));
  }

  private int add(Op op) {
    requireNotInFlight();
    if (ops.size() == capacity) {
      throw new IllegalStateException("the batch is full: it has room for " + capacity);
    }
    ops.add(op);
    tickets = List.of();
    return ops.size() - 1;
  }

  @Override
  public void with(int index, TransferFlag flag) {
    replace(index, op -> op.with(flag));
  }

  @Override
  public void preferring(int index, TransferFlag flag) {
    replace(index, op -> op.preferring(flag));
  }

  private void replace(int index, UnaryOperator<Op> change) {
    Objects.checkIndex(index, ops.size());
    requireNotInFlight();
    ops.set(index, change.apply(ops.get(index)));
    tickets = List.of();
  }

  @Override
  public void submit() {
    requireNotInFlight();
    tickets = scheduler.submitAll(ops);
  }

  @Override
  public boolean isDone() {
    return tickets.stream().allMatch(Ticket::isDone);
  }

  @Override
  public long await() throws IOException {
    requireSubmitted();
    if (!isDone()) {
      CompletionThread.refuseBlocking("IoBatch.await()");
    }
    long bytes = 0;
    IOException first = null;
    for (Ticket ticket : tickets) {
      try {
        bytes += ticket.await();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
    return bytes;
  }

  @Override
  public long bytesTransferred(int index) {
    return ended(index).bytesTransferred();
  }

  @Override
  public Optional<IOException> failure(int index) {
    return ended(index).results().getFirst().failure();
  }

  private Ticket ended(int index) {
    Objects.checkIndex(index, ops.size());
    requireNotInFlight();
    requireSubmitted();
    return tickets.get(index);
  }

  @Override
  public void clear() {
    requireNotInFlight();
    ops.clear();
    tickets = List.of();
  }

  private void requireNotInFlight() {
    if (!isDone()) {
      throw new IllegalStateException("the batch is in flight: " + this);
    }
  }

  private void requireSubmitted() {
    if (tickets.size() != ops.size()) {
      throw new IllegalStateException("the batch was not submitted: " + this);
    }
  }

  @Override
  public String toString() {
    return "IoBatch[" + ops.size() + " of " + capacity + " operations of " + scheduler + "]";
  }
}
