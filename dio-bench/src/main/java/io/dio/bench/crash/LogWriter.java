// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Appends records to a file, and makes them durable by an operation of the scheduler. */
final class LogWriter implements Writer {
  private static final int MOST_RECORDS = 4_000;
  private static final int RECORDS_OF_BARRIER = 4;
  private static final int ALIGNMENT = 4096;

  private final WriterKind kind;
  private final Layout layout;
  private final IoScheduler scheduler;
  private final DioFile file;
  private final Omission omission;

  /** The number of the next record; writers of one file share it. */
  private final AtomicInteger next;

  LogWriter(
      WriterKind kind,
      Layout layout,
      IoScheduler scheduler,
      DioFile file,
      Omission omission,
      AtomicInteger next) {
    this.kind = kind;
    this.layout = layout;
    this.scheduler = scheduler;
    this.file = file;
    this.omission = omission;
    this.next = next;
  }

  @Override
  public void run(Acknowledgements acknowledgements) throws IOException {
    int count = kind == WriterKind.BARRIER_SYNC ? RECORDS_OF_BARRIER : 1;
    try (Arena arena = Arena.ofShared()) {
      MemorySegment memory = arena.allocate((long) count * Layout.RECORD_BYTES, ALIGNMENT);
      for (int item = next.getAndAdd(count); item < MOST_RECORDS; item = next.getAndAdd(count)) {
        List<Op> writes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          MemorySegment record =
              memory.asSlice((long) i * Layout.RECORD_BYTES, Layout.RECORD_BYTES);
          record.copyFrom(MemorySegment.ofArray(layout.bytes(kind, item + i)));
          writes.add(Op.write(file, record, (item + i) * (long) Layout.RECORD_BYTES));
        }
        commit(writes);
        for (int i = 0; i < count; i++) {
          acknowledgements.acknowledge(kind, item + i);
        }
      }
    }
  }

  private void commit(List<Op> writes) throws IOException {
    switch (omission) {
      case NO_SYNC -> await(scheduler.submitAll(writes));
      case SYNC_BEFORE_WRITE -> {
        scheduler.submit(Op.dataSync(file)).await();
        await(scheduler.submitAll(writes));
      }
      case NONE, NO_DIRECTORY_SYNC -> commitAsDocumented(writes);
    }
  }

  private void commitAsDocumented(List<Op> writes) throws IOException {
    Op first = writes.getFirst();
    switch (kind) {
      case DURABLE_WRITE -> scheduler.submit(first.durable()).await();
      case CHAIN -> scheduler.submit(first.link(Op.dataSync(file))).await();
      case BARRIER_SYNC -> {
        List<Ticket> tickets = scheduler.submitAll(writes);
        scheduler.submit(Op.barrierSync(file)).await();
        await(tickets);
      }
      default -> {
        scheduler.submit(first).await();
        scheduler.submit(Op.dataSync(file)).await();
      }
    }
  }

  private static void await(List<Ticket> tickets) throws IOException {
    for (Ticket each : tickets) {
      each.await();
    }
  }

  @Override
  public String toString() {
    return kind.toString();
  }
}
