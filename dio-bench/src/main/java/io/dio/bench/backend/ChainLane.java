// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.iosched.FileSlot;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.OpResult;
import io.dio.iosched.Ticket;
import io.dio.sys.DirectMode;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A lane in which every operation is a chain in one submission: open the file into a slot, read or
 * write, and close it. A write also allocates its blocks first and syncs them afterwards.
 */
final class ChainLane extends Lane {
  private final IoScheduler scheduler;
  private final Path path;
  private final boolean direct;
  private final List<FileSlot> fileSlots;
  private final MemorySegment[] slices;
  private final Ticket[] tickets;

  /** For each slot, the position of the transfer in its chain. */
  private final int[] transfers;

  ChainLane(
      IoScheduler scheduler,
      Path path,
      boolean direct,
      List<FileSlot> fileSlots,
      MemorySegment memory,
      int blockByteSize) {
    super(memory, blockByteSize);
    this.scheduler = scheduler;
    this.path = path;
    this.direct = direct;
    this.fileSlots = fileSlots;
    this.slices = slices(fileSlots.size());
    this.tickets = new Ticket[fileSlots.size()];
    this.transfers = new int[fileSlots.size()];
  }

  @Override
  public void read(int slot, long fileOffset) {
    FileSlot file = fileSlots.get(slot);
    transfers[slot] = 1;
    tickets[slot] =
        scheduler.submit(
            open(file, StandardOpenOption.READ)
                .link(Op.read(file, slices[slot], fileOffset))
                .hardLink(Op.close(file)));
  }

  @Override
  public void write(int slot, long fileOffset) {
    FileSlot file = fileSlots.get(slot);
    transfers[slot] = 2;
    tickets[slot] =
        scheduler.submit(
            open(file, StandardOpenOption.WRITE)
                .link(Op.allocate(file, fileOffset + blockByteSize()))
                .link(Op.write(file, slices[slot], fileOffset))
                .link(Op.dataSync(file))
                .hardLink(Op.close(file)));
  }

  private Op open(FileSlot file, OpenOption access) {
    List<OpenOption> options = new ArrayList<>(List.of(access));
    if (direct) {
      options.add(DirectMode.REQUIRED);
    }
    return Op.openInto(file, path, options.toArray(OpenOption[]::new));
  }

  @Override
  public boolean isDone(int slot) {
    return tickets[slot].isDone();
  }

  @Override
  public long await(int slot) throws IOException {
    try {
      tickets[slot].await();
    } catch (ShortTransferException e) {
      return e.transferred();
    }
    OpResult transfer = tickets[slot].results().get(transfers[slot]);
    return transfer.bytesTransferred();
  }
}
