// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.merge;

import io.dio.align.AlignedMemory;
import io.dio.align.Degradation;
import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.engine.Schedulers;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A merge through a scheduler, direct, with a fixed number of buffers. One half of them is being
 * read while the other half is being written.
 */
final class SchedulerMerge implements Merge {
  private final IoScheduler scheduler;
  private final DioFile input;
  private final DioFile output;
  private final int buffers;

  /** Freed when it becomes unreachable. A scheduler that died with work in flight refers to it. */
  private final Arena arena = Arena.ofAuto();

  private SchedulerMerge(IoScheduler scheduler, DioFile input, DioFile output, int buffers) {
    this.scheduler = scheduler;
    this.input = input;
    this.output = output;
    this.buffers = buffers;
  }

  /** Opens a scheduler and both files. */
  @SuppressWarnings("MustBeClosed") // the merge's own close does it
  static SchedulerMerge open(BackendKind kind, Path input, Path output, int buffers)
      throws IOException, BackendUnavailableException {
    IoScheduler scheduler = Schedulers.open(kind, buffers);
    DioFile in = null;
    try {
      in = DioFile.open(input, StandardOpenOption.READ, DirectMode.PREFERRED);
      DioFile out = DioFile.open(output, StandardOpenOption.WRITE, DirectMode.PREFERRED);
      return new SchedulerMerge(scheduler, in, out, buffers);
    } catch (IOException | RuntimeException | Error e) {
      scheduler.close();
      if (in != null) {
        in.close();
      }
      throw e;
    }
  }

  @Override
  public boolean isDirect() {
    return input.isDirect() && output.isDirect();
  }

  @Override
  public List<Degradation> degradations() {
    return Stream.concat(
            input.degradations().stream(), Schedulers.degradations(output, scheduler).stream())
        .distinct()
        .toList();
  }

  /** Each buffer goes round: it is read, then written, then read again. */
  @Override
  public void run(MergeLayout layout) throws IOException {
    output.allocate(layout.byteSize());
    MemorySegment memory =
        AlignedMemory.allocate((long) buffers * layout.chunkByteSize(), arena).segment();
    Ticket[] tickets = new Ticket[buffers];
    int ahead = Math.max(1, buffers / 2);
    for (long step = 0; step < layout.chunks() + ahead; step++) {
      if (step < layout.chunks()) {
        int buffer = (int) (step % buffers);
        await(tickets[buffer], layout);
        tickets[buffer] =
            scheduler.submit(
                Op.read(input, slice(memory, buffer, layout), layout.inputOffset(step)));
      }
      long chunk = step - ahead;
      if (chunk >= 0) {
        int buffer = (int) (chunk % buffers);
        await(tickets[buffer], layout);
        tickets[buffer] =
            scheduler.submit(
                Op.write(output, slice(memory, buffer, layout), layout.outputOffset(chunk)));
      }
    }
    for (Ticket ticket : tickets) {
      await(ticket, layout);
    }
    output.dataSync();
  }

  private static MemorySegment slice(MemorySegment memory, int buffer, MergeLayout layout) {
    return memory.asSlice((long) buffer * layout.chunkByteSize(), layout.chunkByteSize());
  }

  private static void await(Ticket ticket, MergeLayout layout) throws IOException {
    if (ticket != null && ticket.await() != layout.chunkByteSize()) {
      throw new EOFException("the input ended inside a chunk");
    }
  }

  @Override
  public void close() throws IOException {
    try (input;
        output) {
      scheduler.close(); // waits for all operations
    }
  }
}
