// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.Ticket;
import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A lane over tickets. A started operation continues while the thread does something else. */
public final class TicketLane extends Lane {
  private final IoScheduler scheduler;
  private final DioFile file;
  private final MemorySegment[] slices;
  private final Ticket[] tickets;
  private final boolean durable;

  /** Makes a lane over a file that is open, and over a scheduler. The caller closes both. */
  public TicketLane(
      IoScheduler scheduler,
      DioFile file,
      MemorySegment memory,
      int slots,
      int blockByteSize,
      boolean durable) {
    super(memory, blockByteSize);
    this.durable = durable;
    this.scheduler = scheduler;
    this.file = file;
    this.slices = slices(slots);
    this.tickets = new Ticket[slots];
  }

  @Override
  public void read(int slot, long fileOffset) {
    tickets[slot] = scheduler.submit(Op.read(file, slices[slot], fileOffset));
  }

  @Override
  public void write(int slot, long fileOffset) {
    Op write = Op.write(file, slices[slot], fileOffset);
    tickets[slot] = scheduler.submit(durable ? write.durable() : write);
  }

  @Override
  public boolean isDone(int slot) {
    return tickets[slot].isDone();
  }

  @Override
  public long await(int slot) throws IOException {
    try {
      return tickets[slot].await();
    } catch (ShortTransferException e) {
      return e.transferred();
    } catch (SchedulerFailedException e) {
      // This exception is not the operation's: the kernel may still use the buffer.
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
