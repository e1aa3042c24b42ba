// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A random sequence of operations on one file of constant size, many of them in flight at once, and
 * an array of bytes with the expected result of each read.
 *
 * <p>Submissions are unordered, so an operation that touches the bytes of one in flight waits for
 * that one first, unless both read. Everything depends on the seed, except the order of completion.
 */
public final class RandomProgram {
  private static final int FILE_BYTES = 256 << 10;
  private static final int LONGEST_TRANSFER = 24 << 10;
  private static final int MOST_IN_FLIGHT = 64;

  /** An operation in flight, with the bytes that it touches and the expected result of a read. */
  private record Pending(
      Ticket ticket,
      int from,
      int to,
      MemorySegment expected,
      List<MemorySegment> targets,
      Slot slot) {
    boolean conflictsWith(int from, int to, boolean write) {
      return (write || expected == null) && from < this.to && this.from < to;
    }
  }

  private final long seed;
  private final Random random;
  private final IoScheduler scheduler;
  private final DioFile file;
  private final int unit;
  private final Arena arena;
  private final SlabPool slab;
  private final byte[] model = new byte[FILE_BYTES];
  private final List<Pending> pending = new ArrayList<>();
  private long operations;
  private long bytesRead;
  private long bytesWritten;

  public RandomProgram(long seed, IoScheduler scheduler, DioFile file, Arena arena, SlabPool slab) {
    this.seed = seed;
    this.random = new Random(seed);
    this.scheduler = scheduler;
    this.file = file;
    this.unit = Math.max(file.alignment().memory(), file.alignment().offset());
    this.arena = arena;
    this.slab = slab;
  }

  public static SlabPool newSlab() {
    return new SlabPool("test", LONGEST_TRANSFER, 16);
  }

  public void run(int steps) {
    try {
      file.truncate(FILE_BYTES);
      for (int step = 0; step < steps; step++) {
        step();
      }
      while (!pending.isEmpty()) {
        complete(random.nextInt(pending.size()));
      }
      MemorySegment whole = Bytes.allocate(FILE_BYTES, arena);
      file.readFully(whole, 0);
      Bytes.assertEqual(whole, MemorySegment.ofArray(model));
    } catch (Throwable e) {
      throw new AssertionError("failed with -Ddio.test.seed=" + seed + " on " + file, e);
    }
  }

  public void assertCounted(SchedulerStats stats) {
    assertThat(Stats.withoutSyncs(stats))
        .isEqualTo(
            Stats.of(
                operations,
                stats.systemCalls(),
                bytesRead,
                bytesWritten,
                0,
                0,
                stats.coalescedWrites(),
                0,
                stats.inlineReads()));
  }

  private void step() throws IOException {
    operations++;
    switch (random.nextInt(20)) {
      case 0 -> await(scheduler.submit(Op.sync(file)));
      case 1 -> await(scheduler.submit(Op.dataSync(file)));
      case 2 -> await(scheduler.submit(Op.allocate(file, 1 + random.nextInt(FILE_BYTES))));
      case 3 -> {
        await(scheduler.submit(Op.drain(file)));
        assertThat(pending).allMatch(each -> each.ticket().isDone());
      }
      case 4, 5 -> blockingTransfer();
      default -> transfer();
    }
    while (pending.size() > random.nextInt(MOST_IN_FLIGHT)) {
      complete(random.nextInt(pending.size()));
    }
  }

  private static void await(Ticket ticket) throws IOException {
    assertThat(ticket.await()).isZero();
  }

  private void transfer() throws IOException {
    boolean write = random.nextBoolean();
    int length = randomLength();
    int from = claim(length, write);
    if (random.nextInt(3) == 0) {
      Slot slot = slab.tryAcquire();
      if (slot != null) {
        pooled(slot, from, write);
        return;
      }
    }
    List<MemorySegment> pieces = cut(Bytes.allocate(length + unit, arena), length);
    Op op;
    if (write) {
      fill(pieces, from);
      op =
          pieces.size() == 1
              ? Op.write(file, pieces.getFirst(), from)
              : Op.writev(file, pieces, from);
    } else {
      op =
          pieces.size() == 1
              ? Op.read(file, pieces.getFirst(), from)
              : Op.readv(file, pieces, from);
    }
    submit(op, from, length, write ? null : pieces, null);
  }

  private void pooled(Slot slot, int from, boolean write) throws IOException {
    MemorySegment memory = slot.segment();
    int length = (int) memory.byteSize();
    int start = claim(Math.min(from, FILE_BYTES - length), length, write);
    if (write) {
      fill(List.of(memory), start);
      submit(Op.write(file, slot, start), start, length, null, null);
      slot.release(); // the operation has its own reference
    } else {
      submit(Op.read(file, slot, start), start, length, List.of(memory), slot);
    }
  }

  private void blockingTransfer() throws IOException {
    boolean write = random.nextBoolean();
    int length = randomLength();
    int from = claim(length, write);
    MemorySegment memory = Bytes.allocate(length, arena);
    if (write) {
      fill(List.of(memory), from);
      bytesWritten += scheduler.write(file, memory, from);
    } else {
      bytesRead += scheduler.read(file, memory, from);
      Bytes.assertEqual(memory, MemorySegment.ofArray(model).asSlice(from, length));
    }
  }

  private int randomLength() {
    return unit * (1 + random.nextInt(LONGEST_TRANSFER / unit));
  }

  private int claim(int length, boolean write) throws IOException {
    return claim(unit * random.nextInt((FILE_BYTES - length) / unit + 1), length, write);
  }

  /** {@return {@code from}, when no operation in flight overlaps} */
  private int claim(int from, int length, boolean write) throws IOException {
    for (int i = pending.size() - 1; i >= 0; i--) {
      if (pending.get(i).conflictsWith(from, from + length, write)) {
        complete(i);
      }
    }
    return from;
  }

  /** {@return memory cut into one or more pieces, which are not in order} */
  private List<MemorySegment> cut(MemorySegment memory, int length) {
    int units = length / unit;
    int count = random.nextBoolean() ? 1 : 1 + random.nextInt(Math.min(8, units));
    int[] ends = new int[count];
    for (int i = 0; i < count - 1; i++) {
      ends[i] = random.nextInt(units + 1);
    }
    ends[count - 1] = units;
    Arrays.sort(ends);
    List<MemorySegment> pieces = new ArrayList<>();
    int start = 0;
    for (int end : ends) {
      pieces.add(memory.asSlice((long) start * unit, (long) (end - start) * unit));
      start = end;
    }
    Collections.shuffle(pieces, random);
    return pieces;
  }

  /** Writes new bytes into the pieces and into the model. */
  private void fill(List<MemorySegment> pieces, int from) {
    int at = from;
    for (MemorySegment piece : pieces) {
      byte[] bytes = new byte[(int) piece.byteSize()];
      random.nextBytes(bytes);
      MemorySegment.copy(bytes, 0, piece, ValueLayout.JAVA_BYTE, 0, bytes.length);
      System.arraycopy(bytes, 0, model, at, bytes.length);
      at += bytes.length;
    }
  }

  private void submit(Op op, int from, int length, List<MemorySegment> targets, Slot slot) {
    MemorySegment expected =
        targets == null
            ? null
            : MemorySegment.ofArray(Arrays.copyOfRange(model, from, from + length));
    pending.add(new Pending(scheduler.submit(op), from, from + length, expected, targets, slot));
  }

  private void complete(int index) throws IOException {
    Pending done = pending.remove(index);
    int length = done.to() - done.from();
    assertThat(done.ticket().await()).isEqualTo(length);
    if (done.expected() == null) {
      bytesWritten += length;
      return;
    }
    bytesRead += length;
    long at = 0;
    for (MemorySegment target : done.targets()) {
      Bytes.assertEqual(target, done.expected().asSlice(at, target.byteSize()));
      at += target.byteSize();
    }
    if (done.slot() != null) {
      done.slot().release();
    }
  }
}
