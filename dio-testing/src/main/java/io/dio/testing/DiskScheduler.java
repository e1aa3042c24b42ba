// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.align.Degradation;
import io.dio.iosched.Backend;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.Ticket;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A scheduler whose operations a {@link SimulatedDisk} notes. */
final class DiskScheduler implements IoScheduler {
  private final SimulatedDisk disk;
  private final IoScheduler wrapped;

  DiskScheduler(SimulatedDisk disk, IoScheduler wrapped) {
    this.disk = disk;
    this.wrapped = wrapped;
  }

  @Override
  public Ticket submit(Op op) {
    if (SimulatedDisk.isPassedOn(op)) {
      return wrapped.submit(op);
    }
    DiskTicket ticket = disk.begin(op);
    boolean accepted = false;
    try {
      Ticket real = wrapped.submit(op);
      accepted = true;
      ticket.relay(real);
    } finally {
      if (!accepted) {
        disk.refused(ticket);
      }
    }
    return ticket;
  }

  @Override
  public List<Ticket> submitAll(List<Op> ops) {
    List<Op> asked = List.copyOf(ops);
    List<DiskTicket> begun = new ArrayList<>();
    List<Ticket> real = null;
    try {
      for (Op op : asked) {
        begun.add(SimulatedDisk.isPassedOn(op) ? null : disk.begin(op));
      }
      real = wrapped.submitAll(asked);
    } finally {
      if (real == null) {
        begun.stream().filter(ticket -> ticket != null).forEach(disk::refused);
      }
    }
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      DiskTicket ticket = begun.get(i);
      if (ticket != null) {
        ticket.relay(real.get(i));
      }
      tickets.add(ticket == null ? real.get(i) : ticket);
    }
    return List.copyOf(tickets);
  }

  @Override
  public long read(DioFile file, MemorySegment target, long fileOffset) throws IOException {
    return wrapped.read(file, target, fileOffset);
  }

  @Override
  public long write(DioFile file, MemorySegment source, long fileOffset) throws IOException {
    return submit(Op.write(file, source, fileOffset)).await();
  }

  @Override
  public List<FileSlot> fileSlots() {
    return wrapped.fileSlots();
  }

  @Override
  public Registration registration() {
    return wrapped.registration();
  }

  @Override
  public SchedulerStats stats() {
    return wrapped.stats();
  }

  @Override
  public Backend backend() {
    return wrapped.backend();
  }

  @Override
  public List<Degradation> degradations() {
    return wrapped.degradations();
  }

  @Override
  public void close() {
    wrapped.close();
    disk.settle();
  }

  @Override
  public void closeNow() {
    wrapped.closeNow();
    disk.settle();
  }

  @Override
  public String toString() {
    return disk + " over " + wrapped;
  }
}
